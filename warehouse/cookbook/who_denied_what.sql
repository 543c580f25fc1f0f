-- Who denied what?
-- 誰が何を否定したか。
-- How to read: one row per denial. `cue_class` deny: the words of saying deny (否定した, 退けた); else the statement is one that was not made (言っていない).
-- 読み方: 否定1件につき1行。`cue_class` が deny なら動詞が否定を表し(否定した、退けた)、それ以外は述べなかったことを表す(言っていない)。
SELECT speaker, speaker_kind, cue, cue_class, said, source_chain, published_on, article_title
FROM said
WHERE cue_class = 'deny' OR polarity = 'negative'
ORDER BY cue_class <> 'deny', published_on DESC NULLS LAST, article_id, "start";
