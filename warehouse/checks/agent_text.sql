-- An attribution's agent stands under its span.
-- Scope: article.
-- Rows: links where it does not.
SELECT link.article_id, link.statement_id, link."level", link.agent_text, substr(a."text", link."start" + 1, link."end" - link."start") AS found
FROM attributions AS link
JOIN articles AS a USING (article_id)
WHERE
  a."text" IS NOT NULL
  AND link.agent_text IS NOT NULL
  AND NOT contains(substr(a."text", link."start" + 1, link."end" - link."start"), link.agent_text)
