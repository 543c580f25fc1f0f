-- Days and times of day that the body of an article speaks of: one row per time expression.
-- 本文中の日付・時刻。
CREATE OR REPLACE VIEW dates AS
SELECT
  t.time_id,
  t."text" AS expression,
  t.type,
  t.value,
  t.earliest,
  t.latest,
  t.resolution,
  s."text" AS sentence,
  c.outlet,
  c.published_on,
  t.article_id,
  t."start",
  t."end"
FROM time_expressions AS t
JOIN sentences AS s ON s.article_id = t.article_id AND t."start" >= s."start" AND t."start" < s."end"
JOIN blocks AS b ON b.block_id = s.block_id AND b.is_content
JOIN coverage AS c ON c.article_id = t.article_id
WHERE t.type IN ('DATE', 'TIME');
