-- How much each country is in the news, with page furniture and disclosed AI and without: one row per country and month.
-- 国別の注目度。
CREATE OR REPLACE VIEW country_attention AS
WITH found AS (
  SELECT
    m.article_id,
    m.mention_id,
    e.country,
    CAST(date_trunc('month', a.published_on) AS DATE) AS "month",
    a.digital_source_type IS NULL AND n.mention_id IS NOT NULL AS is_counted
  FROM mentions AS m
  JOIN entities AS e USING (entity_id)
  JOIN articles AS a USING (article_id)
  LEFT JOIN named AS n ON n.mention_id = m.mention_id
  WHERE e.country IS NOT NULL
)
SELECT
  country,
  "month",
  count(DISTINCT article_id) FILTER (is_counted) AS article_count,
  count(*) FILTER (is_counted) AS mention_count,
  count(DISTINCT article_id) AS everywhere_article_count,
  count(*) AS everywhere_mention_count
FROM found
GROUP BY country, "month";
