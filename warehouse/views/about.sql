-- Which statements are about whom or what: one row per statement and entity.
-- 誰・何についての言説か。
CREATE OR REPLACE VIEW about AS
SELECT
  sm.statement_id,
  sm.entity_id,
  e.name_ja AS name,
  e.entity_type,
  e.country,
  min(sm.role) AS role,
  any_value(coalesce(speaker.name_ja, st.speaker_text)) AS speaker,
  any_value(st.speaker_kind) AS speaker_kind,
  any_value(st.cue_class) AS cue_class,
  any_value(st.certainty) AS certainty,
  any_value(st.polarity) AS polarity,
  any_value(st."text") AS claim,
  any_value(c.outlet) AS outlet,
  any_value(c.published_on) AS published_on,
  any_value(st.article_id) AS article_id,
  any_value(st."start") AS "start",
  any_value(st."end") AS "end"
FROM statement_mentions AS sm
JOIN entities AS e USING (entity_id)
JOIN statements AS st USING (statement_id)
JOIN coverage AS c ON c.article_id = st.article_id
LEFT JOIN entities AS speaker ON speaker.entity_id = st.speaker_id
GROUP BY sm.statement_id, sm.entity_id, e.name_ja, e.entity_type, e.country;
