-- How much there is: documents, articles, characters, statements and rejections.
SELECT 'documents' AS metric, count(*)::DOUBLE AS value FROM documents
UNION ALL SELECT 'articles', count(*) FROM articles
UNION ALL SELECT 'characters', coalesce(sum(char_count), 0) FROM articles
UNION ALL SELECT 'statements', count(*) FROM statements
UNION ALL SELECT 'rejections', count(*) FROM rejections WHERE NOT is_published
