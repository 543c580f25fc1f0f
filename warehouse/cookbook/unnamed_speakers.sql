-- How much does each article lean on speakers it does not name?
-- 匿名の発話者に依拠する割合(記事別)。
-- How to read: one row per article, the most anonymous first; `unnamed_ratio` is the share of its statements.
-- 読み方: 記事1件につき1行、匿名の割合が高い順。`unnamed_ratio` は言説に占める割合。
SELECT
  a.title,
  count(*) AS statements,
  count(*) FILTER (st.speaker_kind = 'anonymous') AS unnamed,
  round(count(*) FILTER (st.speaker_kind = 'anonymous') / count(*), 2) AS unnamed_ratio
FROM statements AS st
JOIN articles AS a USING (article_id)
GROUP BY a.article_id, a.title
ORDER BY unnamed_ratio DESC, statements DESC, a.article_id;
