-- A statement's speaker stands somewhere in the article as given, and the writer is never given as a name.
-- Scope: article.
-- Rows: statements where it does not.
SELECT st.article_id, st.statement_id, st.speaker_kind, st.speaker_text
FROM statements AS st
JOIN articles AS a USING (article_id)
WHERE
  (st.speaker_kind = 'writer' AND st.speaker_text IS NOT NULL)
  OR (a."text" IS NOT NULL AND NOT contains(a."text", st.speaker_text))
