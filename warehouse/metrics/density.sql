-- Rows per article of every table that is extracted from one.
WITH counted AS (
  SELECT 'publication_evidence' AS name, count(*) AS row_count FROM publication_evidence
  UNION ALL SELECT 'disclosures', count(*) FROM disclosures
  UNION ALL SELECT 'blocks', count(*) FROM blocks
  UNION ALL SELECT 'sentences', count(*) FROM sentences
  UNION ALL SELECT 'tokens', count(*) FROM tokens
  UNION ALL SELECT 'mentions', count(*) FROM mentions
  UNION ALL SELECT 'roles', count(*) FROM roles
  UNION ALL SELECT 'time_expressions', count(*) FROM time_expressions
  UNION ALL SELECT 'quantities', count(*) FROM quantities
  UNION ALL SELECT 'quotations', count(*) FROM quotations
  UNION ALL SELECT 'statements', count(*) FROM statements
  UNION ALL SELECT 'attributions', count(*) FROM attributions
  UNION ALL SELECT 'statement_mentions', count(*) FROM statement_mentions
  UNION ALL SELECT 'hedges', count(*) FROM hedges
  UNION ALL SELECT 'references', count(*) FROM "references"
  UNION ALL SELECT 'comments', count(*) FROM comments
  UNION ALL SELECT 'glossary', count(*) FROM glossary
  UNION ALL SELECT 'postings', count(*) FROM postings
)

SELECT 'rows_per_article/' || name AS metric, row_count / greatest((SELECT count(*) FROM articles), 1) AS value
FROM counted
ORDER BY name
