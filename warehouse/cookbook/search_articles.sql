-- Which articles fit a query best, and where do its words stand?
-- ある語句に最も合う記事は(順位つき検索)。
-- How to read: one row per article, the best first. Choose the query by `--set words='防空 無人機'`; without it, the two names that most articles have. Articles where the
-- words stand together come first. The snippet marks the place in 【】. Content alone is searched, and nothing of what a public release withholds.
-- 読み方: 記事1件につき1行、順位順。検索語は `--set words='防空 無人機'`(省略時は最も多くの記事に現れる2つの名前)。語が近接する記事ほど上位。抜粋の【】が該当箇所。本文のみが対象で、公開版で伏せた本文は検索できない。
SELECT "rank", score, title, outlet, published_on, snippet
FROM search(
  coalesce(
    getvariable('words'),
    (SELECT string_agg(alias, ' ' ORDER BY article_count DESC, alias) FROM (FROM aliases ORDER BY article_count DESC, alias LIMIT 2))
  ),
  k := 10
)
ORDER BY "rank";
