-- Which persons, organizations and places does one sentence name together?
-- 同じ文に現れる人物・組織・地名の組は。
-- How to read: one row per pair, by the number of articles that name both in one sentence.
-- 読み方: 組1つにつき1行、同じ文で両方に言及する記事の数の順。
WITH placed AS (
  SELECT DISTINCT m.article_id, s.sentence_id, m.entity_id, coalesce(e.name_ja, m."text") AS name
  FROM mentions AS m
  JOIN entities AS e USING (entity_id)
  JOIN sentences AS s ON s.article_id = m.article_id AND m."start" >= s."start" AND m."end" <= s."end"
  WHERE m.entity_type IN ('PERSON', 'ORG', 'GPE')
)
SELECT l.name AS one, r.name AS other, count(DISTINCT l.article_id) AS articles
FROM placed AS l
JOIN placed AS r ON r.sentence_id = l.sentence_id AND r.entity_id > l.entity_id
GROUP BY ALL
ORDER BY articles DESC, one, other
LIMIT 50;
