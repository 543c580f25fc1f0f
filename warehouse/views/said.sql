-- Who said what: one row per statement, with its speaker, chain of sources, article and date.
-- 誰が何を述べたか(言説1件につき1行)。発話者、情報源の連鎖、記事、日付つき。
CREATE OR REPLACE VIEW said AS
SELECT
  st.statement_id,
  coalesce(speaker.name_ja, st.speaker_text) AS speaker,
  st.speaker_kind,
  st.cue,
  st.cue_class,
  st."text" AS said,
  st.kind,
  st.certainty,
  st.polarity,
  chain.sources AS source_chain,
  a.title AS article_title,
  a.published_on,
  a.url,
  st.article_id,
  st."start",
  st."end"
FROM statements AS st
JOIN articles AS a USING (article_id)
LEFT JOIN entities AS speaker ON speaker.entity_id = st.speaker_id
LEFT JOIN (
  SELECT
    statement_id,
    string_agg(coalesce(agent_text, agent_kind) || CASE WHEN is_open_set THEN 'など' ELSE '' END, ' → ' ORDER BY "level") AS sources
  FROM attributions
  GROUP BY statement_id
) AS chain USING (statement_id);
COMMENT ON VIEW said IS 'Who said what: one row per statement, with speaker, chain of sources (outermost first), article and date. 誰が何を述べたか。';
