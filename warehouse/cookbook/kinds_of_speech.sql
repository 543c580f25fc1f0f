-- Who asks, promises, criticizes, supports or denies?
-- 誰が要求し、約束し、批判し、支持し、否定しているか。
-- How to read: one row per named speaker, the busiest first; each column counts the statements of one class of cue.
-- 読み方: 名前のある発言者1人(1組織)につき1行、件数順。各列はその種類の言説数。
SELECT
  coalesce(any_value(e.name_ja), any_value(st.speaker_text)) AS speaker,
  count(*) FILTER (st.cue_class = 'ask') AS asks,
  count(*) FILTER (st.cue_class = 'promise') AS promises,
  count(*) FILTER (st.cue_class = 'criticize') AS criticizes,
  count(*) FILTER (st.cue_class IN ('support', 'agree')) AS supports,
  count(*) FILTER (st.cue_class = 'deny') AS denies,
  count(*) AS statements
FROM statements AS st
LEFT JOIN entities AS e ON e.entity_id = st.speaker_id
WHERE st.speaker_kind IN ('person', 'organization') AND coalesce(st.speaker_id, st.speaker_text) IS NOT NULL
GROUP BY coalesce(st.speaker_id, st.speaker_text)
HAVING asks + promises + criticizes + supports + denies > 0
ORDER BY asks + promises + criticizes + supports + denies DESC, statements DESC, speaker
LIMIT 30;
