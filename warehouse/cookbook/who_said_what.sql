-- Who said what: direct and indirect speech of named people, with the chain of sources, newest article first.
-- 誰が何を述べたか(名前のある人物の発言、情報源の連鎖つき、新しい記事順)。
SELECT speaker, said, cue, certainty, published_on
FROM said
WHERE speaker_kind = 'person' AND kind IN ('direct', 'indirect')
ORDER BY published_on DESC NULLS LAST, article_id, "start"
LIMIT 8
