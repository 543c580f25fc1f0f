-- What has one speaker said, in order of time?
-- ある人物・組織の発言をすべて時系列で。
-- How to read: one row per statement. Choose the speaker by `--set speaker=NAME`, or a part of the name; without it, whoever says the most.
-- `said` is empty where a release withholds the wording: the address and the offsets lead to it.
-- 読み方: 言説1件につき1行。`--set speaker=名前`(一部でも可)で発話者を指定、省略時は最も多く発言した者。公開版で表現を伏せた場合 `said` は空で、URLと位置から原文に辿れる。
WITH spoken AS (
  SELECT st.*, coalesce(e.name_ja, st.speaker_text) AS speaker
  FROM statements AS st
  LEFT JOIN entities AS e ON e.entity_id = st.speaker_id
  WHERE st.speaker_kind IN ('person', 'organization', 'outlet')
),
most AS (
  SELECT speaker FROM spoken WHERE speaker IS NOT NULL GROUP BY speaker ORDER BY count(*) DESC, speaker LIMIT 1
)
SELECT s.speaker, coalesce(s.said_earliest, a.published_on) AS said_on, s.cue, s.certainty, s."text" AS said, a.title, a.url, s."start", s."end"
FROM spoken AS s
JOIN articles AS a USING (article_id)
WHERE contains(s.speaker, coalesce(getvariable('speaker'), (SELECT speaker FROM most)))
ORDER BY said_on NULLS LAST, s.article_id, s."start";
