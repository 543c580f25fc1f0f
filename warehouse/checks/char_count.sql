-- char_count is the length of the text.
-- Scope: row.
-- Rows: articles where it is not.
SELECT article_id, char_count, length("text") AS found
FROM articles
WHERE "text" IS NOT NULL AND length("text") <> char_count
