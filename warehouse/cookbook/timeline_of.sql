-- When was a person, organization or place in the news, when did it speak, and when was it spoken of?
-- ある人物・組織・地名はいつ報じられ、いつ述べ、いつ言及されたか。
-- How to read: one row per day of publication; `said_count` are its statements, `about_count` those about it or told to it. Choose it by `--set name=NAME`; without it, what is
-- named most.
-- 読み方: 公開日1日につき1行。`said_count` は本人の言説、`about_count` は対象となった言説。`--set name=名前` で指定(省略時は最も多く言及される実体)。
WITH chosen AS (
  SELECT entity_id
  FROM aliases
  JOIN entities USING (entity_id)
  WHERE name_ja = coalesce(getvariable('name'), name_ja)
  GROUP BY entity_id
  ORDER BY sum(mention_count) DESC, entity_id
  LIMIT 1
),
-- as the view entity_timeline, of the one that was chosen: the view counts them all
moments AS (
  SELECT article_id, 1 AS mentions, 0 AS said, 0 AS about FROM named SEMI JOIN chosen USING (entity_id)
  UNION ALL
  SELECT article_id, 0, 1, 0 FROM statements WHERE speaker_id IN (SELECT entity_id FROM chosen)
  UNION ALL
  SELECT any_value(article_id), 0, 0, 1 FROM statement_mentions SEMI JOIN chosen USING (entity_id) GROUP BY statement_id
)
SELECT
  (SELECT name_ja FROM entities SEMI JOIN chosen USING (entity_id)) AS name,
  a.published_on,
  count(DISTINCT m.article_id) AS article_count,
  CAST(sum(m.mentions) AS BIGINT) AS mention_count,
  CAST(sum(m.said) AS BIGINT) AS said_count,
  CAST(sum(m.about) AS BIGINT) AS about_count
FROM moments AS m
JOIN articles AS a USING (article_id)
GROUP BY a.published_on
ORDER BY a.published_on NULLS LAST;
