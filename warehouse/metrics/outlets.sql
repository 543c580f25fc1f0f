-- Articles of each source, and how many sources there are.
SELECT 'sources' AS metric, count(DISTINCT source_id)::DOUBLE AS value FROM articles
UNION ALL SELECT 'articles_without_source', count(*) FROM articles WHERE source_id IS NULL
UNION ALL (
  SELECT 'articles_by_source/' || source_id, count(*)
  FROM articles
  WHERE source_id IS NOT NULL
  GROUP BY source_id
  ORDER BY source_id
)
