-- Who said what, according to whom?
-- 誰が何を、誰によれば述べたか。
-- How to read: one row per statement, second-hand speech first, then the newest articles; short statements alone, to fit a screen.
-- 読み方: 言説1件につき1行、伝聞を先に、次に新しい順。画面に収まるよう短い言説のみ。
SELECT speaker, said, cue, certainty, source_chain, published_on
FROM said
WHERE speaker_kind IN ('person', 'anonymous') AND kind IN ('direct', 'indirect') AND (said IS NULL OR length(said) BETWEEN 8 AND 40)
ORDER BY contains(source_chain, '→') DESC, published_on DESC NULLS LAST, article_id, "start"
LIMIT 8;
