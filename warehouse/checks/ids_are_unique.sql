-- An identifier names one row of the whole dataset: no two tables share one.
-- Rows: the identifiers that do.
SELECT id, count(*) AS uses
FROM (
  SELECT source_id AS id FROM sources
  UNION ALL SELECT document_id FROM documents
  UNION ALL SELECT article_id FROM articles
  UNION ALL SELECT evidence_id FROM publication_evidence
  UNION ALL SELECT disclosure_id FROM disclosures
  UNION ALL SELECT rejection_id FROM rejections
  UNION ALL SELECT block_id FROM blocks
  UNION ALL SELECT sentence_id FROM sentences
  UNION ALL SELECT mention_id FROM mentions
  UNION ALL SELECT entity_id FROM entities
  UNION ALL SELECT role_id FROM roles
  UNION ALL SELECT time_id FROM time_expressions
  UNION ALL SELECT quantity_id FROM quantities
  UNION ALL SELECT quotation_id FROM quotations
  UNION ALL SELECT statement_id FROM statements
  UNION ALL SELECT hedge_id FROM hedges
  UNION ALL SELECT reference_id FROM "references"
  UNION ALL SELECT comment_id FROM comments
  UNION ALL SELECT entry_id FROM glossary
)
GROUP BY id
HAVING count(*) > 1
