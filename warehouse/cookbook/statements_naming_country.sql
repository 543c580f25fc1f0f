-- Which statements name a country, or a place or organization of it, and who makes them?
-- ある国(またはその国の地名・組織)に言及した発言は。
-- How to read: one row per statement and country, the newest first and 500 at most. Choose the country by `--set country=US` (ISO 3166-1 alpha-2); without it, every country.
-- 読み方: 言説と国の組ごとに1行、新しい順に500行まで。`--set country=US`(ISO 3166-1 alpha-2)で国を指定、省略時は全ての国。
WITH named AS (
  SELECT m.article_id, m."start", m."end", e.country, e.name_ja
  FROM mentions AS m
  JOIN entities AS e USING (entity_id)
  WHERE e.country IS NOT NULL AND e.country = coalesce(getvariable('country'), e.country)
),
newest AS MATERIALIZED (
  SELECT DISTINCT st.article_id, st."start", st."end", st.statement_id, n.country, a.published_on
  FROM statements AS st
  JOIN named AS n ON n.article_id = st.article_id AND n."start" >= st."start" AND n."end" <= st."end"
  JOIN articles AS a ON a.article_id = st.article_id
  ORDER BY a.published_on DESC NULLS LAST, st.article_id, st."start", n.country
  LIMIT 500
),
found AS (
  SELECT w.statement_id, w.country, string_agg(DISTINCT n.name_ja, '、' ORDER BY n.name_ja) AS named
  FROM newest AS w
  JOIN named AS n ON n.article_id = w.article_id AND n.country = w.country AND n."start" >= w."start" AND n."end" <= w."end"
  GROUP BY w.statement_id, w.country
)
SELECT
  f.country,
  f.named,
  coalesce(speaker.name_ja, st.speaker_text, st.speaker_kind) AS speaker,
  st.certainty,
  st."text" AS said,
  w.published_on
FROM found AS f
JOIN newest AS w USING (statement_id, country)
JOIN statements AS st USING (statement_id)
LEFT JOIN entities AS speaker ON speaker.entity_id = st.speaker_id
ORDER BY w.published_on DESC NULLS LAST, w.article_id, w."start", f.country;
