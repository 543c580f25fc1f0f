-- The articles that fit a query best, `k` of them: search('防空 無人機', 20). Content blocks alone.
-- BM25 (k1 = 1.2, b = 0.75) over postings, any word of the query; then, of the best, words that stand together weigh up to twice: in the order of
-- the query and no farther apart than there (停戦合意), and else the closer the better. `start` and `end` are where the snippet has its mark.
-- 検索: BM25に語の近接を加味した順位。
CREATE OR REPLACE MACRO search(words, k := 20) AS TABLE
WITH sought AS MATERIALIZED (
  SELECT dense_rank() OVER (ORDER BY "at") AS slot, "at", size, term
  FROM query_words(words)
  WHERE is_sought AND term IS NOT NULL
),
hits AS MATERIALIZED (
  SELECT p.article_id, s.slot, s."at", s.size, p."start", p."end"
  FROM postings AS p
  JOIN sought AS s ON s.term = p.term
),
counted AS MATERIALIZED (
  SELECT article_id, slot, count(*) AS n FROM hits GROUP BY article_id, slot
),
sizes AS MATERIALIZED (
  SELECT article_id, content_char_count AS size, file_index, file_row_number FROM articles_rows
),
corpus AS MATERIALIZED (
  SELECT count(*) AS articles, greatest(avg(size), 1) AS mean FROM sizes
),
weights AS MATERIALIZED (
  SELECT slot, ln(1 + (any_value(articles) - count(*) + 0.5) / (count(*) + 0.5)) AS weight FROM counted, corpus GROUP BY slot
),
pool AS MATERIALIZED (
  SELECT
    c.article_id,
    any_value(a.file_index) AS file_index,
    any_value(a.file_row_number) AS file_row_number,
    sum(w.weight * c.n * 2.2 / (c.n + 1.2 * (0.25 + 0.75 * a.size / corpus.mean))) AS bm25
  FROM counted AS c
  JOIN weights AS w USING (slot)
  JOIN sizes AS a USING (article_id), corpus
  GROUP BY c.article_id
  ORDER BY bm25 DESC, c.article_id
  LIMIT greatest(5 * k, 100)
),
placed AS MATERIALIZED (
  SELECT h.* FROM hits AS h SEMI JOIN pool USING (article_id)
),
pairs AS (
  SELECT
    a.article_id,
    a.slot,
    least(a."start", b."start") AS "start",
    greatest(a."end", b."end") AS "end",
    greatest(b."start" - a."end", a."start" - b."end", 0) AS gap,
    b."start" BETWEEN a."end" AND a."end" + b."at" - a."at" - a.size AS is_phrase
  FROM placed AS a
  JOIN placed AS b ON b.article_id = a.article_id AND b.slot = a.slot + 1
),
closest AS (
  SELECT
    article_id,
    slot,
    max(CASE WHEN is_phrase THEN 1 ELSE 0.5 * exp(-gap / 30.0) END) AS closeness,
    min_by({'start': "start", 'end': "end"}, (NOT is_phrase, gap, "start")) FILTER (gap <= 40) AS place
  FROM pairs
  GROUP BY article_id, slot
),
near AS (
  SELECT article_id, sum(closeness) AS closeness, max_by(place, closeness) FILTER (place IS NOT NULL) AS place
  FROM closest
  GROUP BY article_id
),
alone AS (
  SELECT p.article_id, max_by({'start': p."start", 'end': p."end"}, (w.weight, -p."start")) AS place
  FROM placed AS p
  JOIN weights AS w USING (slot)
  GROUP BY p.article_id
),
best AS MATERIALIZED (
  SELECT
    pool.article_id,
    pool.file_index,
    pool.file_row_number,
    pool.bm25 * (1 + coalesce(near.closeness, 0) / greatest((SELECT count(DISTINCT slot) - 1 FROM sought), 1)) AS score,
    coalesce(near.place, alone.place) AS place
  FROM pool
  LEFT JOIN near USING (article_id)
  LEFT JOIN alone USING (article_id)
  ORDER BY score DESC, pool.article_id
  LIMIT k
)
SELECT
  row_number() OVER (ORDER BY b.score DESC, b.article_id) AS "rank",
  round(b.score, 3) AS score,
  a.title,
  coalesce(so.name_ja, so.domain) AS outlet,
  a.published_on,
  replace(in_context(a."text", b.place."start", b.place."end", 30), chr(10), ' ') AS snippet,
  a.url,
  b.article_id,
  b.place."start" AS "start",
  b.place."end" AS "end"
FROM best AS b
JOIN articles_rows AS a USING (file_index, file_row_number)
LEFT JOIN sources AS so USING (source_id)
ORDER BY "rank";
