-- Who said what, according to whom: second-hand speech first, then the newest articles.
-- 誰が何を、誰によれば述べたか(伝聞を先に、次に新しい記事順)。
SELECT speaker, said, cue, certainty, source_chain, published_on
FROM said
WHERE speaker_kind IN ('person', 'anonymous') AND kind IN ('direct', 'indirect') AND length(said) BETWEEN 8 AND 40
ORDER BY contains(source_chain, '→') DESC, published_on DESC NULLS LAST, article_id, "start"
LIMIT 8
