-- A sentence never leaves its block.
-- Scope: article.
-- Rows: sentences that do.
SELECT s.article_id, s.sentence_id, s."start", s."end", b."start" AS block_start, b."end" AS block_end
FROM sentences AS s
JOIN blocks AS b USING (block_id)
WHERE s."start" < b."start" OR s."end" > b."end" OR s.article_id <> b.article_id
