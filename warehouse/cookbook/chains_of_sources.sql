-- Which statements reached the article through somebody else: who said that who said it?
-- 伝聞の連鎖(2段以上)のある発言は。
-- How to read: one row per statement; `source_chain` runs from the outermost source to the speaker, など marks a set that is left open.
-- 読み方: 言説1件につき1行。`source_chain` は最も外側の情報源から発話者へ。「など」は他にもいることを示す。
SELECT source_chain, speaker, said, article_title
FROM said
WHERE statement_id IN (SELECT statement_id FROM attributions WHERE "level" >= 1)
ORDER BY article_title, "start";
