-- Which words can be cited literally, of whom, and from where?
-- そのまま引用できる発言は。誰の、どこからの引用か。
-- How to read: one row per quotation with a named speaker, the newest first; `start` and `end` lead to it in the text of the article. `quotation` is empty where a release withholds wording.
-- 読み方: 発言者が判明した引用1件につき1行、新しい順。`start` と `end` は本文中の位置。公開版で表現を伏せた場合 `quotation` は空。
SELECT speaker, quotation, cue, said_earliest, outlet, published_on, url, article_id, "start", "end"
FROM quote_book
WHERE speaker IS NOT NULL AND speaker_kind IN ('person', 'organization')
ORDER BY published_on DESC NULLS LAST, article_id, "start"
LIMIT 50;
