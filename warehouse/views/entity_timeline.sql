-- When something was in the news, spoke, and was spoken of: one row per entity and day of publication.
-- 実体の年表(公開日別)。
CREATE OR REPLACE VIEW entity_timeline AS
WITH moments AS (
  SELECT entity_id, article_id, 1 AS mentions, 0 AS said, 0 AS about FROM named WHERE entity_id IS NOT NULL
  UNION ALL
  SELECT speaker_id, article_id, 0, 1, 0 FROM statements WHERE speaker_id IS NOT NULL
  UNION ALL
  SELECT DISTINCT ON (statement_id, entity_id) entity_id, article_id, 0, 0, 1 FROM statement_mentions WHERE entity_id IS NOT NULL
)
SELECT
  m.entity_id,
  any_value(e.name_ja) AS name,
  any_value(e.entity_type) AS entity_type,
  a.published_on,
  count(DISTINCT m.article_id) AS article_count,
  CAST(sum(m.mentions) AS BIGINT) AS mention_count,
  CAST(sum(m.said) AS BIGINT) AS said_count,
  CAST(sum(m.about) AS BIGINT) AS about_count
FROM moments AS m
JOIN articles AS a USING (article_id)
JOIN entities AS e USING (entity_id)
GROUP BY m.entity_id, a.published_on;
