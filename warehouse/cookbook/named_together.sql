-- Which persons, organizations and places does one sentence name together?
-- 同じ文に現れる人物・組織・地名の組は。
-- How to read: one row per pair, by the number of articles that name both in one sentence.
-- 読み方: 組1つにつき1行、同じ文で両方に言及する記事の数の順。
WITH entity AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY entity_id) AS number, entity_id, name_ja FROM entities WHERE entity_type IN ('PERSON', 'ORG', 'GPE')
),
article AS MATERIALIZED (
  SELECT article_id, row_number() OVER () AS number FROM articles
),
placed AS MATERIALIZED (
  SELECT DISTINCT a.number AS article, s."index" AS sentence, e.number AS entity
  FROM mentions AS m
  JOIN entity AS e USING (entity_id)
  JOIN article AS a USING (article_id)
  JOIN sentences AS s ON s.article_id = m.article_id AND m."start" >= s."start" AND m."end" <= s."end"
  WHERE m.entity_type IN ('PERSON', 'ORG', 'GPE')
),
together AS (
  SELECT DISTINCT l.article, l.entity AS one, r.entity AS other
  FROM placed AS l
  JOIN placed AS r ON r.article = l.article AND r.sentence = l.sentence AND r.entity > l.entity
),
counted AS (
  SELECT one, other, count(*) AS articles FROM together GROUP BY one, other
)
SELECT l.name_ja AS one, r.name_ja AS other, c.articles
FROM counted AS c
JOIN entity AS l ON l.number = c.one
JOIN entity AS r ON r.number = c.other
ORDER BY c.articles DESC, one, other
LIMIT 50;
