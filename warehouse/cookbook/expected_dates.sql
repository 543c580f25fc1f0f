-- What is still to come: which events were stated for a day after the article's own?
-- 公開日より後に予定されている出来事は。
-- How to read: one row per date in the body, the earliest first; `expected_as` says how it is put (scheduled, expectation, under_consideration…). `sentence` is empty where a release
-- withholds the wording.
-- 読み方: 本文中の日付1件につき1行、早い順。`expected_as` は述べ方(予定、見通し、検討中など)。公開版で表現を伏せた場合 `sentence` は空。
SELECT expected_earliest, expected_latest, expression, expected_as, sentence, outlet, published_on
FROM upcoming
ORDER BY expected_earliest, article_id, "start"
LIMIT 100;
