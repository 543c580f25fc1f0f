-- Who says the most, in how many articles, and when?
-- 最も多く発言しているのは誰か(記事数と期間も)。
-- How to read: one row per speaker, the most quoted first. Persons and organizations that have a name; one entity is one
-- row whatever it is called. `hedged_ratio` is the share of statements that the article itself does not present as certain.
-- 読み方: 発話者1人(1組織)につき1行、発言数順。名前のある人物・組織のみ。呼び名が違っても同じ実体は1行。`hedged_ratio` は記事が断定していない割合。
SELECT
  coalesce(any_value(e.name_ja), any_value(st.speaker_text)) AS speaker,
  any_value(st.speaker_kind) AS kind,
  count(*) AS statements,
  count(DISTINCT st.article_id) AS articles,
  round(count(*) FILTER (st.certainty <> 'certain') / count(*), 2) AS hedged_ratio,
  min(a.published_on) AS first_on,
  max(a.published_on) AS last_on
FROM statements AS st
JOIN articles AS a USING (article_id)
LEFT JOIN entities AS e ON e.entity_id = st.speaker_id
WHERE st.speaker_kind IN ('person', 'organization', 'outlet') AND coalesce(st.speaker_id, st.speaker_text) IS NOT NULL
GROUP BY coalesce(st.speaker_id, st.speaker_text)
ORDER BY statements DESC, articles DESC, speaker
LIMIT 20;
