-- On whom each outlet's statements rest: one row per outlet and innermost source.
-- 媒体別の情報源依存度。
CREATE OR REPLACE VIEW source_dependence AS
WITH deepest AS (
  SELECT statement_id, max("level") AS "level" FROM attributions WHERE "level" > 0 GROUP BY statement_id
),
innermost AS (
  SELECT a.statement_id, {'id': a.agent_id, 'text': a.agent_text, 'kind': a.agent_kind} AS agent
  FROM attributions AS a
  LEFT JOIN deepest AS d ON d.statement_id = a.statement_id
  WHERE a."level" = coalesce(d."level", 0)
),
counted AS (
  SELECT
    c.outlet,
    CASE WHEN i.agent.kind IN ('person', 'organization', 'outlet') THEN coalesce(e.name_ja, i.agent."text") END AS cited_source,
    i.agent.kind AS cited_kind,
    count(*) AS statements,
    count(DISTINCT st.article_id) AS articles
  FROM statements AS st
  JOIN coverage AS c USING (article_id)
  LEFT JOIN innermost AS i USING (statement_id)
  LEFT JOIN entities AS e ON e.entity_id = i.agent.id
  GROUP BY ALL
)
SELECT
  outlet,
  cited_source,
  cited_kind,
  statements AS statement_count,
  round(statements / sum(statements) OVER (PARTITION BY outlet), 4) AS share_ratio,
  articles AS article_count
FROM counted;
