-- Which statements name a country, or a place or organization of it, and who makes them?
-- ある国(またはその国の地名・組織)に言及した発言は。
-- How to read: one row per statement and country. Choose the country by `--set country=US` (ISO 3166-1 alpha-2); without it, every country.
-- 読み方: 言説と国の組ごとに1行。`--set country=US`(ISO 3166-1 alpha-2)で国を指定、省略時は全ての国。
SELECT
  e.country,
  string_agg(DISTINCT e.name_ja, '、' ORDER BY e.name_ja) AS named,
  coalesce(any_value(speaker.name_ja), any_value(st.speaker_text), any_value(st.speaker_kind)) AS speaker,
  any_value(st.certainty) AS certainty,
  any_value(st."text") AS said,
  any_value(a.published_on) AS published_on
FROM statements AS st
JOIN mentions AS m ON m.article_id = st.article_id AND m."start" >= st."start" AND m."end" <= st."end"
JOIN entities AS e ON e.entity_id = m.entity_id
JOIN articles AS a ON a.article_id = st.article_id
LEFT JOIN entities AS speaker ON speaker.entity_id = st.speaker_id
WHERE e.country IS NOT NULL AND e.country = coalesce(getvariable('country'), e.country)
GROUP BY e.country, st.statement_id, st.article_id, st."start"
ORDER BY e.country, st.article_id, st."start";
