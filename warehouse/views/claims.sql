-- What is claimed, and the chain of sources as a list: one row per statement.
-- 主張と情報源の連鎖。
CREATE OR REPLACE VIEW claims AS
WITH links AS (
  SELECT statement_id, "level", {'id': agent_id, 'text': agent_text, 'kind': agent_kind} AS agent, coalesce(agent_text, agent_kind) AS name FROM attributions
),
-- most chains are one link, which needs no aggregation
inner_links AS (
  SELECT statement_id, list(name ORDER BY "level") AS names, max_by(agent, "level") AS terminal FROM links WHERE "level" > 0 GROUP BY statement_id
),
chains AS (
  SELECT
    outermost.statement_id,
    list_concat([outermost.name], inner_links.names) AS chain,
    coalesce(inner_links.terminal, outermost.agent) AS terminal
  FROM links AS outermost
  LEFT JOIN inner_links USING (statement_id)
  WHERE outermost."level" = 0
)
SELECT
  st.statement_id,
  st."text" AS claim,
  coalesce(chains.chain, CAST([] AS VARCHAR [])) AS chain,
  coalesce(len(chains.chain), 0) AS depth,
  coalesce(e.name_ja, chains.terminal."text") AS terminal_source,
  chains.terminal.kind AS terminal_kind,
  coalesce(chains.terminal.kind, st.speaker_kind) = 'anonymous' AS is_anonymous,
  st.kind,
  st.cue_class,
  st.certainty,
  st.polarity,
  st.said_earliest,
  st.said_latest,
  st.speaker_id,
  c.outlet,
  c.published_on,
  st.article_id,
  st."start",
  st."end"
FROM statements AS st
JOIN coverage AS c USING (article_id)
LEFT JOIN chains USING (statement_id)
LEFT JOIN entities AS e ON e.entity_id = chains.terminal.id;
