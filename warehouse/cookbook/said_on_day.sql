-- What was said on one day?
-- ある日に述べられたことは。
-- How to read: one row per statement. Choose the day by `--set day=2025-11-06`; without it, the newest on which anything was said.
-- The day is the one that the article gives for the statement, and not the day of publication; `said_basis` says how it is known.
-- 読み方: 言説1件につき1行。`--set day=2025-11-06` で日を指定、省略時は最新の日。公開日ではなく記事が示す発言日で、`said_basis` がその根拠。
WITH days AS (
  SELECT max(said_earliest) AS newest FROM statements WHERE said_earliest = said_latest
)
SELECT
  st.said_earliest AS said_on,
  st.said_basis,
  coalesce(e.name_ja, st.speaker_text, st.speaker_kind) AS speaker,
  st.cue,
  st.certainty,
  st."text" AS said,
  a.title
FROM statements AS st
JOIN articles AS a USING (article_id)
LEFT JOIN entities AS e ON e.entity_id = st.speaker_id
WHERE CAST(coalesce(getvariable('day'), (SELECT CAST(newest AS VARCHAR) FROM days)) AS DATE) BETWEEN st.said_earliest AND st.said_latest
ORDER BY st.article_id, st."start";
