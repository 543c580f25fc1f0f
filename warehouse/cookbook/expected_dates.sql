-- What is still to come: which sentences have a date after the article's own?
-- 公開日より後の日付を含む文は。
-- How to read: one row per time expression, the earliest first. `sentence` is empty where a release withholds the wording.
SELECT coalesce(t.earliest, t.latest) AS expected_on, t."text" AS expression, s."text" AS sentence, a.title
FROM time_expressions AS t
JOIN articles AS a USING (article_id)
JOIN sentences AS s ON s.article_id = t.article_id AND t."start" >= s."start" AND t."end" <= s."end"
WHERE coalesce(t.earliest, t.latest) > a.published_on
ORDER BY expected_on, a.article_id, t."start";
