-- Where a row may stand in the text or elsewhere, start, end and text are there together or not at all.
-- Rows: those with only a part of them. (A stand-off release has no text: there the offsets alone count.)
SELECT e.evidence_id AS row_id, e.start, e."end", e."text"
FROM publication_evidence AS e
JOIN articles AS a USING (article_id)
WHERE
  (e.start IS NULL) <> (e."end" IS NULL)
  OR (a."text" IS NOT NULL AND (e.start IS NULL) <> (e."text" IS NULL))
