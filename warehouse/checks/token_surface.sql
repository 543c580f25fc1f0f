-- A token's surface (its lexeme's) is the text under its span.
-- Rows: tokens where it is not.
SELECT t.article_id, t."index", l.surface, substr(a."text", t."start" + 1, t."end" - t."start") AS found
FROM tokens AS t
JOIN articles AS a USING (article_id)
JOIN lexemes AS l USING (lexeme_id)
WHERE a."text" IS NOT NULL AND l.surface IS DISTINCT FROM substr(a."text", t."start" + 1, t."end" - t."start")
