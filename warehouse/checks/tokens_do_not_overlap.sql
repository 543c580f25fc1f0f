-- Tokens of an article follow each other: none starts before the one before it ended. Empty tokens are allowed.
-- Scope: article.
-- Rows: tokens that do.
SELECT article_id, "index", "start", before
FROM (
  SELECT
    article_id,
    "index",
    "start",
    lag("end") OVER (PARTITION BY article_id ORDER BY "index") AS before
  FROM tokens
)
WHERE "start" < before
