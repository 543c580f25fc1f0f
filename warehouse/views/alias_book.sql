-- What things are called, and which names may mean several things: one row per entity, alias and kind of alias.
-- 実体の呼び名。
CREATE OR REPLACE VIEW alias_book AS
WITH shared AS (
  SELECT alias FROM aliases GROUP BY alias HAVING count(DISTINCT entity_id) > 1
)
SELECT
  a.alias,
  e.name_ja AS name,
  a.kind,
  e.entity_type,
  e.name_en,
  e.reading,
  e.country,
  e.wikidata_id,
  a.alias IN (SELECT alias FROM shared) AS is_ambiguous,
  a.mention_count,
  a.article_count,
  a.entity_id
FROM aliases AS a
JOIN entities AS e USING (entity_id);
