-- Nothing is dropped silently: every document is an article or has a rejection that says why not.
-- Scope: article.
-- Rows: documents with neither.
SELECT d.document_id
FROM documents AS d
WHERE
  NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.document_id = d.document_id)
  AND NOT EXISTS (SELECT 1 FROM rejections AS r WHERE r.document_id = d.document_id)
