-- Names in content blocks with the thing they name: one row per mention.
-- 本文中の言及と実体。
CREATE OR REPLACE VIEW named AS
SELECT
  m.mention_id,
  m.article_id,
  m."start",
  m."end",
  m."text",
  m.entity_type,
  m.form,
  m.is_metonym,
  m.entity_id,
  e.name_ja,
  e.name_en,
  e.country,
  e.wikidata_id
FROM mentions AS m
ANTI JOIN (SELECT article_id, "start", "end" FROM blocks WHERE NOT is_content) AS f
  ON f.article_id = m.article_id AND m."start" >= f."start" AND m."start" < f."end"
LEFT JOIN entities AS e USING (entity_id);
