-- Which articles have no day of publication, between which days do they lie, and what depends on it?
-- 公開日が分からない記事は。いつからいつの間で、何に影響するか。
-- How to read: one row per article, those with the most times that nothing resolves first; without a day 「昨日」 means nothing.
-- 読み方: 記事1件につき1行、解決できない時間表現が多い順。公開日がなければ「昨日」は解決できない。
SELECT title, outlet, published_earliest, published_latest, evidence_count, statement_count, unresolved_count, url
FROM undated
ORDER BY unresolved_count DESC, statement_count DESC, article_id
LIMIT 50;
