-- What is not published: the share of the records received, and how many for each reason.
WITH refused AS (SELECT document_id, reason FROM rejections WHERE NOT is_published),

received AS (
  SELECT (SELECT count(*) FROM documents) + (SELECT count(*) FROM refused WHERE document_id IS NULL) AS records
)

SELECT 'rejected_ratio' AS metric, (SELECT count(*) FROM refused) / greatest(records, 1) AS value FROM received
UNION ALL SELECT 'records_received', records FROM received
UNION ALL (SELECT 'rejections/' || reason, count(*) FROM refused GROUP BY reason ORDER BY reason)
