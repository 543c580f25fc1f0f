-- Which statements are about whom or what: one row per statement and entity.
-- 誰・何についての言説か。
CREATE OR REPLACE VIEW about AS
WITH pairs AS (
  SELECT statement_id, entity_id, min(role) AS role FROM statement_mentions GROUP BY statement_id, entity_id
)
SELECT
  p.statement_id,
  p.entity_id,
  e.name_ja AS name,
  e.entity_type,
  e.country,
  p.role,
  coalesce(speaker.name_ja, st.speaker_text) AS speaker,
  st.speaker_kind,
  st.cue_class,
  st.certainty,
  st.polarity,
  st."text" AS claim,
  c.outlet,
  c.published_on,
  st.article_id,
  st."start",
  st."end"
FROM pairs AS p
JOIN entities AS e USING (entity_id)
JOIN statements AS st USING (statement_id)
JOIN coverage AS c ON c.article_id = st.article_id
LEFT JOIN entities AS speaker ON speaker.entity_id = st.speaker_id;
