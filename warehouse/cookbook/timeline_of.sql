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
)
SELECT name, published_on, article_count, mention_count, said_count, about_count
FROM entity_timeline
SEMI JOIN chosen USING (entity_id)
ORDER BY published_on NULLS LAST;
