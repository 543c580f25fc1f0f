-- How much is linked: shares of mentions with an entity, speakers with an entity, articles with a date and a source.
SELECT 'mentions_linked_ratio' AS metric, coalesce(avg((entity_id IS NOT NULL)::INT), 0) AS value FROM mentions
UNION ALL
SELECT 'speakers_linked_ratio', coalesce(avg((speaker_id IS NOT NULL)::INT), 0)
FROM statements
WHERE speaker_kind = 'person'
UNION ALL SELECT 'articles_dated_ratio', coalesce(avg((published_on IS NOT NULL)::INT), 0) FROM articles
UNION ALL SELECT 'articles_with_source_ratio', coalesce(avg((source_id IS NOT NULL)::INT), 0) FROM articles
