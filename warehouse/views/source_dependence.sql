-- On whom each outlet's statements rest: one row per outlet and innermost source.
-- 媒体別の情報源依存度。
CREATE OR REPLACE VIEW source_dependence AS
WITH innermost AS (
  SELECT statement_id, max_by({'id': agent_id, 'text': agent_text, 'kind': agent_kind}, "level") AS agent
  FROM attributions
  GROUP BY statement_id
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
