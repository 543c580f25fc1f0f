-- What is each person, organization or place called, and which of its names may mean something else?
-- それぞれの人物・組織・地名は何と呼ばれ、どの呼び名が他のものも指しうるか。
-- How to read: one row per thing with several names, the most mentioned first; `ambiguous` are those of its names that other things have too.
-- 読み方: 呼び名が複数ある実体1件につき1行、言及数順。`ambiguous` は他の実体も持つ呼び名。
SELECT
  any_value(name) AS name,
  any_value(entity_type) AS entity_type,
  string_agg(DISTINCT alias, '、' ORDER BY alias) AS called,
  string_agg(DISTINCT alias, '、' ORDER BY alias) FILTER (is_ambiguous) AS ambiguous,
  CAST(sum(mention_count) AS BIGINT) AS mentions
FROM alias_book
GROUP BY entity_id
HAVING count(DISTINCT alias) > 1
ORDER BY mentions DESC, name, entity_id
LIMIT 50;
