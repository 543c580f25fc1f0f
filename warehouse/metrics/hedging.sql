-- How much is said with reserve: shares of statements that are not certain, and that are not committed to at all; markers an article.
SELECT 'statements_hedged_ratio' AS metric, coalesce(avg((certainty <> 'certain')::INT), 0)::DOUBLE AS value
FROM statements
UNION ALL SELECT 'statements_uncommitted_ratio', coalesce(avg((certainty = 'uncommitted')::INT), 0) FROM statements
UNION ALL
SELECT 'articles_hedged_ratio', (SELECT count(DISTINCT article_id) FROM hedges) / greatest((SELECT count(*) FROM articles), 1)
