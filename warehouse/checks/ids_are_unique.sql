-- An identifier names one row of the whole dataset: no two tables share one.
-- That a table has no identifier twice is a rule of its own; two tables can share one only where they share its prefix (art_…), so
-- that identifiers are compared only where a prefix has two tables.
-- Rows: the identifiers that do.
WITH ids AS (
  SELECT 'sources' AS owner, source_id AS id FROM sources
  UNION ALL SELECT 'documents', document_id FROM documents
  UNION ALL SELECT 'articles', article_id FROM articles
  UNION ALL SELECT 'publication_evidence', evidence_id FROM publication_evidence
  UNION ALL SELECT 'disclosures', disclosure_id FROM disclosures
  UNION ALL SELECT 'rejections', rejection_id FROM rejections
  UNION ALL SELECT 'blocks', block_id FROM blocks
  UNION ALL SELECT 'sentences', sentence_id FROM sentences
  UNION ALL SELECT 'mentions', mention_id FROM mentions
  UNION ALL SELECT 'entities', entity_id FROM entities
  UNION ALL SELECT 'roles', role_id FROM roles
  UNION ALL SELECT 'time_expressions', time_id FROM time_expressions
  UNION ALL SELECT 'quantities', quantity_id FROM quantities
  UNION ALL SELECT 'quotations', quotation_id FROM quotations
  UNION ALL SELECT 'statements', statement_id FROM statements
  UNION ALL SELECT 'hedges', hedge_id FROM hedges
  UNION ALL SELECT 'references', reference_id FROM "references"
  UNION ALL SELECT 'comments', comment_id FROM comments
  UNION ALL SELECT 'glossary', entry_id FROM glossary
),
shared AS (
  SELECT prefix
  FROM (SELECT DISTINCT owner, split_part(id, '_', 1) AS prefix FROM ids)
  GROUP BY prefix
  HAVING count(*) > 1
)
SELECT id, count(*) AS uses
FROM ids
WHERE split_part(id, '_', 1) IN (SELECT prefix FROM shared)
GROUP BY id
HAVING count(*) > 1
