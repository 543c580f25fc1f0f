-- No character lies in two blocks.
-- Scope: article.
-- Rows: blocks that start before an earlier one of the article ended.
SELECT article_id, block_id, "start", before
FROM (
  SELECT
    article_id,
    block_id,
    "start",
    max("end") OVER (
      PARTITION BY article_id ORDER BY "start", "end" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before
  FROM blocks
)
WHERE "start" < before
