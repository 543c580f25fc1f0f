-- How much each country is in the news, with page furniture and disclosed AI and without: one row per country and month.
-- 国別の注目度。
CREATE OR REPLACE VIEW country_attention AS
WITH found AS (
  SELECT m.article_id, e.country, count(*) AS everywhere, count(*) FILTER (f.article_id IS NULL) AS in_content
  FROM mentions AS m
  JOIN entities AS e USING (entity_id)
  LEFT JOIN (SELECT article_id, "start", "end" FROM blocks WHERE NOT is_content) AS f
    ON f.article_id = m.article_id AND m."start" >= f."start" AND m."start" < f."end"
  WHERE e.country IS NOT NULL
  GROUP BY m.article_id, e.country
),
dated AS (
  SELECT
    f.country,
    CAST(date_trunc('month', a.published_on) AS DATE) AS "month",
    f.everywhere,
    CASE WHEN a.digital_source_type IS NULL THEN f.in_content ELSE 0 END AS counted
  FROM found AS f
  JOIN articles AS a USING (article_id)
)
SELECT
  country,
  "month",
  count(*) FILTER (counted > 0) AS article_count,
  CAST(sum(counted) AS BIGINT) AS mention_count,
  count(*) AS everywhere_article_count,
  CAST(sum(everywhere) AS BIGINT) AS everywhere_mention_count
FROM dated
GROUP BY country, "month";
