-- text_sha256 is the SHA-256 of the text in UTF-8.
-- Scope: row.
-- Rows: articles where it is not.
SELECT article_id, text_sha256, sha256("text") AS found
FROM articles
WHERE "text" IS NOT NULL AND sha256("text") <> text_sha256
