-- Every character of an article that is not white space lies in a block.
-- What a block covers is exactly its own text, so as many characters as there are must be left of both. Blocks that
-- overlap are another check's matter: both together prove the cover.
-- Scope: article.
-- Rows: articles, with the characters in the text and in the blocks.
WITH covered AS (
  SELECT
    article_id,
    sum(length(regexp_replace(substr(a."text", b."start" + 1, b."end" - b."start"), '[\s\x0b\x1c-\x1f\x{85}\p{Z}]', '', 'g'))) AS in_blocks
  FROM blocks AS b
  JOIN articles AS a USING (article_id)
  GROUP BY article_id
)
SELECT
  a.article_id,
  length(regexp_replace(a."text", '[\s\x0b\x1c-\x1f\x{85}\p{Z}]', '', 'g')) AS in_text,
  coalesce(covered.in_blocks, 0) AS in_blocks
FROM articles AS a
LEFT JOIN covered USING (article_id)
WHERE a."text" IS NOT NULL AND length(regexp_replace(a."text", '[\s\x0b\x1c-\x1f\x{85}\p{Z}]', '', 'g')) <> coalesce(covered.in_blocks, 0)
