-- Who speaks of whom or what?
-- 誰が誰(何)について述べているか。
-- How to read: one row per speaker and thing spoken of, the most frequent pairs first; `hedged_ratio` is the share of these statements that are not presented as certain.
-- 読み方: 発言者と対象の組1つにつき1行、件数順。`hedged_ratio` は断定されていない割合。
SELECT
  speaker,
  name AS spoken_of,
  any_value(entity_type) AS entity_type,
  count(*) AS statements,
  round(count(*) FILTER (certainty <> 'certain') / count(*), 2) AS hedged_ratio
FROM about
WHERE speaker_kind IN ('person', 'organization', 'outlet') AND speaker IS NOT NULL AND speaker <> name
GROUP BY speaker, name
ORDER BY statements DESC, speaker, spoken_of
LIMIT 50;
