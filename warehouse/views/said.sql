-- Who said what: one row per statement. Statements stand in content blocks alone.
-- 誰が何を述べたか(言説1件につき1行)。
CREATE OR REPLACE VIEW said AS
WITH links AS (
  SELECT statement_id, "level", coalesce(agent_text, agent_kind) || CASE WHEN is_open_set THEN 'など' ELSE '' END AS agent FROM attributions
),
-- most chains are one link, which needs no aggregation
inner_links AS (
  SELECT statement_id, string_agg(agent, ' → ' ORDER BY "level") AS agents FROM links WHERE "level" > 0 GROUP BY statement_id
),
held AS (
  -- the current role before a former one, then the first
  SELECT article_id, person_id, min_by({'role': role, 'organization_id': organization_id}, (status <> 'current', "start")) AS office
  FROM roles
  WHERE person_id IS NOT NULL
  GROUP BY article_id, person_id
)
SELECT
  st.statement_id,
  coalesce(speaker.name_ja, st.speaker_text) AS speaker,
  st.speaker_kind,
  held.office.role AS speaker_role,
  coalesce(organization.name_ja, CASE WHEN st.speaker_kind IN ('organization', 'outlet') THEN coalesce(speaker.name_ja, st.speaker_text) END) AS organization,
  coalesce(speaker.country, organization.country) AS country,
  st.cue,
  st.cue_class,
  st."text" AS said,
  st.kind,
  st.certainty,
  st.polarity,
  st.said_earliest,
  st.said_latest,
  st.said_basis,
  st.speaker_id,
  nullif(concat_ws(' → ', outermost.agent, inner_links.agents), '') AS source_chain,
  c.outlet,
  c.title AS article_title,
  c.published_on,
  c.digital_source_type,
  b.role AS block_role,
  c.url,
  st.article_id,
  st."start",
  st."end"
FROM statements AS st
JOIN coverage AS c USING (article_id)
LEFT JOIN entities AS speaker ON speaker.entity_id = st.speaker_id
LEFT JOIN held ON held.article_id = st.article_id AND held.person_id = st.speaker_id
LEFT JOIN entities AS organization ON organization.entity_id = held.office.organization_id
LEFT JOIN links AS outermost ON outermost.statement_id = st.statement_id AND outermost."level" = 0
LEFT JOIN inner_links ON inner_links.statement_id = st.statement_id
LEFT JOIN blocks AS b ON b.article_id = st.article_id AND st."start" >= b."start" AND st."start" < b."end";
