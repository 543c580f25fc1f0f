-- Sentences of an article follow each other.
-- Scope: article.
-- Rows: sentences that start before the one before them ended.
SELECT article_id, sentence_id, "start", before
FROM (
  SELECT
    article_id,
    sentence_id,
    "start",
    lag("end") OVER (PARTITION BY article_id ORDER BY "index") AS before
  FROM sentences
)
WHERE "start" < before
