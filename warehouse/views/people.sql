-- Persons with the roles that articles give them, and how often they are named and speak.
-- 人物と肩書。
CREATE OR REPLACE VIEW people AS
WITH held AS (
  SELECT person_id, string_agg(role, '、' ORDER BY number DESC, role) AS roles
  FROM (SELECT person_id, role, count(*) AS number FROM roles WHERE person_id IS NOT NULL GROUP BY ALL)
  GROUP BY person_id
),
counted AS (
  SELECT entity_id, count(DISTINCT article_id) AS articles, count(*) AS mentions
  FROM named
  WHERE entity_type = 'PERSON'
  GROUP BY entity_id
),
spoken AS (
  SELECT speaker_id, count(*) AS statements FROM statements GROUP BY speaker_id
)
SELECT
  e.entity_id,
  e.name_ja AS name,
  e.name_en,
  e.reading,
  e.country,
  e.wikidata_id,
  held.roles,
  counted.articles AS article_count,
  counted.mentions AS mention_count,
  coalesce(spoken.statements, 0) AS said_count
FROM entities AS e
JOIN counted USING (entity_id)
LEFT JOIN held ON held.person_id = e.entity_id
LEFT JOIN spoken ON spoken.speaker_id = e.entity_id
WHERE e.entity_type = 'PERSON';
