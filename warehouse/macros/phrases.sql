-- Where the words of a query stand one behind the other as in the query: phrases('停戦の合意'). Content blocks alone.
CREATE OR REPLACE MACRO phrases(words) AS TABLE
WITH sought AS MATERIALIZED (
  SELECT slot, "at", term FROM query_words(words) WHERE is_sought AND term IS NOT NULL
),
hits AS (
  SELECT p.article_id, s.slot, p."start" - s."at" AS origin, p."start", p."end"
  FROM postings AS p
  JOIN sought AS s ON s.term = p.term
)
SELECT article_id, CAST(min("start") AS INTEGER) AS "start", CAST(max("end") AS INTEGER) AS "end"
FROM hits
GROUP BY article_id, origin
HAVING count(DISTINCT slot) = (SELECT count(DISTINCT slot) FROM sought);

-- Keyword in context: kwic('停戦', 20), one row per place, `width` code points on either side, the newest articles first and `k` places at most. Inflected forms
-- and other spellings are found too.
-- 用例検索(KWIC)。
CREATE OR REPLACE MACRO kwic(words, width := 20, k := 1000) AS TABLE
WITH newest AS MATERIALIZED (
  SELECT p.article_id, p."start", p."end", a.file_index, a.file_row_number, a.published_on
  FROM phrases(words) AS p
  JOIN articles_rows AS a USING (article_id)
  ORDER BY a.published_on DESC NULLS LAST, p.article_id, p."start"
  LIMIT k
)
SELECT
  replace(substr(a."text", greatest(p."start" - width, 0) + 1, p."start" - greatest(p."start" - width, 0)), chr(10), ' ') AS "before",
  span_text(a."text", p."start", p."end") AS keyword,
  replace(substr(a."text", p."end" + 1, width), chr(10), ' ') AS "after",
  coalesce(so.name_ja, so.domain) AS outlet,
  a.published_on,
  a.title,
  p.article_id,
  p."start",
  p."end"
FROM newest AS p
JOIN articles_rows AS a USING (file_index, file_row_number)
LEFT JOIN sources AS so USING (source_id)
ORDER BY a.published_on DESC NULLS LAST, p.article_id, p."start";
