-- Who said what: one row per statement. Statements stand in content blocks alone.
-- 誰が何を述べたか(言説1件につき1行)。
CREATE OR REPLACE VIEW said AS
WITH chains AS (
  SELECT
    statement_id,
    string_agg(coalesce(agent_text, agent_kind) || CASE WHEN is_open_set THEN 'など' ELSE '' END, ' → ' ORDER BY "level") AS sources
  FROM attributions
  GROUP BY statement_id
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
  chains.sources AS source_chain,
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
LEFT JOIN chains USING (statement_id)
LEFT JOIN sentences AS se ON se.sentence_id = st.sentence_id
LEFT JOIN blocks AS b ON b.block_id = se.block_id;
