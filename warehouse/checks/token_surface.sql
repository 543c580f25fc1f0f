-- A token's surface (its lexeme's) is the text under its span.
-- The text of a token's sentence, which another check compares with the article's, is short: to cut from the article's, all
-- that stands before the token would be counted first. Only a token that leaves its sentence is cut from the article.
-- Scope: article.
-- Rows: tokens where it is not.
SELECT t.article_id, t."index", l.surface, substr(s."text", t."start" - s."start" + 1, t."end" - t."start") AS found
FROM tokens AS t
JOIN sentences AS s ON s.article_id = t.article_id AND s."index" = t.sentence_index
JOIN lexemes AS l USING (lexeme_id)
WHERE
  s."text" IS NOT NULL
  AND t."start" >= s."start"
  AND t."end" <= s."end"
  AND l.surface IS DISTINCT FROM substr(s."text", t."start" - s."start" + 1, t."end" - t."start")
UNION ALL
SELECT t.article_id, t."index", l.surface, substr(a."text", t."start" + 1, t."end" - t."start") AS found
FROM (
  SELECT t.article_id, t."index", t."start", t."end", t.lexeme_id
  FROM tokens AS t
  LEFT JOIN (SELECT article_id, "index", "start", "end" FROM sentences WHERE "text" IS NOT NULL) AS s
    ON s.article_id = t.article_id AND s."index" = t.sentence_index
  WHERE s."start" IS NULL OR t."start" < s."start" OR t."end" > s."end"
) AS t
JOIN articles AS a USING (article_id)
JOIN lexemes AS l USING (lexeme_id)
WHERE a."text" IS NOT NULL AND l.surface IS DISTINCT FROM substr(a."text", t."start" + 1, t."end" - t."start")
