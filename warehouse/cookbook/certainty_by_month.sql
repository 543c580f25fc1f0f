-- How certainly are things put, month by month?
-- 物事はどの程度確かに述べられているか(月別)。
-- How to read: one row per month of publication; the ratios are shares of its statements and add up to 1.
-- 読み方: 公開月1か月につき1行。各列は言説に占める割合で、合計は1。
SELECT
  strftime(a.published_on, '%Y-%m') AS month,
  count(*) AS statements,
  round(count(*) FILTER (st.certainty = 'certain') / count(*), 2) AS certain_ratio,
  round(count(*) FILTER (st.certainty = 'probable') / count(*), 2) AS probable_ratio,
  round(count(*) FILTER (st.certainty = 'possible') / count(*), 2) AS possible_ratio,
  round(count(*) FILTER (st.certainty = 'uncommitted') / count(*), 2) AS uncommitted_ratio
FROM statements AS st
JOIN articles AS a USING (article_id)
GROUP BY month
ORDER BY month DESC NULLS LAST;
