-- A statement's cue is the text under its own offsets, and both offsets are there or neither.
-- Rows: statements where it is not.
SELECT st.statement_id, st.cue, substr(a."text", st.cue_start + 1, st.cue_end - st.cue_start) AS found
FROM statements AS st
JOIN articles AS a USING (article_id)
WHERE
  (st.cue_start IS NULL) <> (st.cue_end IS NULL)
  OR (
    a."text" IS NOT NULL
    AND st.cue IS DISTINCT FROM substr(a."text", st.cue_start + 1, st.cue_end - st.cue_start)
  )
