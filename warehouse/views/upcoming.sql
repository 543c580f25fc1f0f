-- What was said to be coming: dates after the article's own that stand in sentences of the body, and not in headings or captions, which repeat it.
-- 公開日より後の日付を含む本文中の文。
CREATE OR REPLACE VIEW upcoming AS
WITH ahead AS (
  SELECT t.*, c.outlet, c.published_on
  FROM time_expressions AS t
  JOIN coverage AS c USING (article_id)
  WHERE t.type IN ('DATE', 'TIME') AND t.earliest > c.published_on AND t.resolution NOT IN ('stale', 'vague', 'unresolved')
),
placed AS (
  SELECT ahead.*, s.sentence_id, s."text" AS sentence, s."start" AS sentence_start, s."end" AS sentence_end
  FROM ahead
  JOIN sentences AS s ON s.article_id = ahead.article_id AND ahead."start" >= s."start" AND ahead."start" < s."end"
  JOIN blocks AS b ON b.block_id = s.block_id AND b.is_content
  WHERE b.role NOT IN ('title', 'subtitle', 'heading', 'caption', 'question')
),
put AS (
  SELECT p.time_id, string_agg(DISTINCT h.category, '、' ORDER BY h.category) AS categories
  FROM placed AS p
  JOIN hedges AS h ON h.article_id = p.article_id AND h."start" >= p.sentence_start AND h."start" < p.sentence_end
  GROUP BY p.time_id
)
SELECT
  p.time_id,
  p.earliest AS expected_earliest,
  p.latest AS expected_latest,
  p."text" AS expression,
  put.categories AS expected_as,
  p.sentence,
  p.outlet,
  p.published_on,
  p.article_id,
  p."start",
  p."end"
FROM placed AS p
LEFT JOIN put USING (time_id);
