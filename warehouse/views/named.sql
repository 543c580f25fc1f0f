-- Names with the thing they name: one row per mention, with the entity's name, country and Wikidata item.
-- 言及と実体を結合した表。
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
LEFT JOIN entities AS e USING (entity_id);
COMMENT ON VIEW named IS 'Mentions with the entity they name. 言及と実体を結合した表。';
