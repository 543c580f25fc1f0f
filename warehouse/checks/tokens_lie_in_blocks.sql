-- A token starts in its sentence, or in the white space behind it, and ends within the block of that sentence.
-- Scope: article.
-- Rows: tokens that do not, or that name a sentence the article does not have.
SELECT t.article_id, t."index", t."start", t."end"
FROM tokens AS t
LEFT JOIN sentences AS s ON s.article_id = t.article_id AND s."index" = t.sentence_index
LEFT JOIN sentences AS n ON n.article_id = t.article_id AND n."index" = t.sentence_index + 1
LEFT JOIN blocks AS b ON b.block_id = s.block_id
WHERE
  s.sentence_id IS NULL
  OR b.block_id IS NULL
  OR t."start" < s."start"
  OR t."start" >= n."start"
  OR t."start" < b."start"
  OR t."end" > b."end"
