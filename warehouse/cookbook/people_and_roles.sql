-- Who is who: which persons are named most, in which roles, and how often do they speak?
-- 誰が誰か。多く言及される人物とその肩書、発言数は。
-- How to read: one row per person, the most named first; `roles` are those that articles give, the most frequent first.
-- 読み方: 人物1人につき1行、言及数順。`roles` は記事が示す肩書(頻度順)。
SELECT name, roles, country, article_count, mention_count, said_count
FROM people
ORDER BY article_count DESC, mention_count DESC, name, entity_id
LIMIT 30;
