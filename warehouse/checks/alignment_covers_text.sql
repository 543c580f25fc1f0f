-- The runs of an alignment follow each other without a gap, in the text and in the source, and end where the text ends.
-- Scope: row.
-- Rows: articles and the run where they do not (run 0: the whole).
WITH runs AS (
  SELECT article_id, char_count, generate_subscripts(alignment, 1) AS number, unnest(alignment) AS run
  FROM articles
),
steps AS (
  SELECT
    article_id,
    number,
    run."start" AS run_start,
    run.source_start AS source_run_start,
    coalesce(lag(run."start" + run."length") OVER w, 0) AS expected,
    coalesce(lag(run.source_start + run.source_length) OVER w, 0) AS source_expected
  FROM runs
  WINDOW w AS (PARTITION BY article_id ORDER BY number)
)
SELECT article_id, number, run_start, expected
FROM steps
WHERE run_start <> expected OR source_run_start <> source_expected
UNION ALL
SELECT a.article_id, 0, coalesce(max(r.run."start" + r.run."length"), 0), a.char_count
FROM articles AS a
LEFT JOIN runs AS r USING (article_id)
GROUP BY a.article_id, a.char_count
HAVING coalesce(max(r.run."start" + r.run."length"), 0) <> a.char_count
