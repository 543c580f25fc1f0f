-- How much and how many, of what: one row per amount in a content block.
-- 本文中の数量。
CREATE OR REPLACE VIEW amounts AS
SELECT
  q.quantity_id,
  q."text" AS expression,
  q.value_min,
  q.value_max,
  q.unit,
  q.unit_system,
  q.approximation,
  q.noun,
  s."text" AS sentence,
  c.outlet,
  c.published_on,
  q.article_id,
  q."start",
  q."end"
FROM quantities AS q
JOIN sentences AS s ON s.article_id = q.article_id AND q."start" >= s."start" AND q."start" < s."end"
JOIN blocks AS b ON b.block_id = s.block_id AND b.is_content
JOIN coverage AS c ON c.article_id = q.article_id;
