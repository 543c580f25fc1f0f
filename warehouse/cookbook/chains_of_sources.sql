-- Statements that reached the article through somebody else: who said that who said it.
-- 伝聞の連鎖(2段以上)のある言説。
SELECT source_chain, speaker, said, article_title
FROM said
WHERE statement_id IN (SELECT statement_id FROM attributions WHERE "level" >= 1)
ORDER BY article_title, "start";
