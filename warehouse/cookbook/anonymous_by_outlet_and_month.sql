-- How often does each outlet lean on sources that it does not name, month by month?
-- 匿名の情報源に依拠する割合(媒体別・月別)。
-- How to read: one row per outlet and month of publication; `anonymous_ratio` is the share of statements whose speaker is an unnamed person or group.
-- A month is empty where the article has no date, an outlet where none is known.
-- 読み方: 媒体・公開月ごとに1行。`anonymous_ratio` は発話者が匿名の個人・集団である言説の割合。公開日不明の記事は月が空、媒体不明は媒体が空。
SELECT
  coalesce(so.name_ja, so.domain) AS outlet,
  strftime(a.published_on, '%Y-%m') AS month,
  count(*) AS statements,
  count(*) FILTER (st.speaker_kind = 'anonymous') AS anonymous,
  round(count(*) FILTER (st.speaker_kind = 'anonymous') / count(*), 2) AS anonymous_ratio
FROM statements AS st
JOIN articles AS a USING (article_id)
LEFT JOIN sources AS so USING (source_id)
GROUP BY ALL
ORDER BY outlet NULLS LAST, month NULLS LAST;
