-- A token's surface (its lexeme's) is the text under its span.
-- The text of a token's sentence, which another check compares with the article's, is short: to cut from the article's, all
-- that stands before the token would be counted first. A token that leaves its sentence is cut from the article.
-- Rows: tokens where it is not.
SELECT t.article_id, t."index", l.surface, substr(a."text", t."start" + 1, t."end" - t."start") AS found
FROM tokens AS t
JOIN articles AS a USING (article_id)
JOIN lexemes AS l USING (lexeme_id)
LEFT JOIN sentences AS s ON s.article_id = t.article_id AND s."index" = t.sentence_index
WHERE
  a."text" IS NOT NULL
  AND l.surface IS DISTINCT FROM CASE
    WHEN s."text" IS NOT NULL AND t."start" >= s."start" AND t."end" <= s."end"
      THEN substr(s."text", t."start" - s."start" + 1, t."end" - t."start")
    ELSE substr(a."text", t."start" + 1, t."end" - t."start")
  END
