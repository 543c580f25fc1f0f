-- No span of a statement's cue or a hedge's scope leaves the text; holds for stand-off rows too, by char_count.
-- Rows: the spans that do.
SELECT st.statement_id AS row_id, st.cue_start AS "start", st.cue_end AS "end", a.char_count
FROM statements AS st
JOIN articles AS a USING (article_id)
WHERE st.cue_end > a.char_count OR st."end" > a.char_count
UNION ALL
SELECT h.hedge_id, h.scope_start, h.scope_end, a.char_count
FROM hedges AS h
JOIN articles AS a USING (article_id)
WHERE h.scope_end > a.char_count OR h."end" > a.char_count
