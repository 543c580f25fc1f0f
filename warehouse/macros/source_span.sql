-- The span of the source, before normalization, from which a span of an article comes: source_span(articles.alignment, start, "end").
-- Inside a run of equal lengths offsets map one to one; any other offset maps to the outer boundary of its run.
-- 正規化前の原文における範囲。
CREATE OR REPLACE MACRO source_span(alignment, s, e) AS (
  WITH runs AS (
    SELECT unnest(alignment) AS run
  ),
  first AS (
    SELECT last(run ORDER BY run."start", run.source_start) AS run FROM runs WHERE run."start" <= s
  ),
  last_one AS (
    SELECT last(run ORDER BY run."start", run.source_start) AS run FROM runs WHERE run."start" <= CASE WHEN e > 0 THEN e - 1 ELSE e END
  ),
  mapped AS (
    SELECT
      CASE
        WHEN f.run.length = f.run.source_length THEN f.run.source_start + least(greatest(s - f.run."start", 0), f.run.length)
        ELSE f.run.source_start
      END AS begins,
      CASE
        WHEN l.run.length = l.run.source_length THEN l.run.source_start + least(greatest(e - l.run."start", 0), l.run.length)
        WHEN e > l.run."start" THEN l.run.source_start + l.run.source_length
        ELSE l.run.source_start
      END AS ends
    FROM first AS f, last_one AS l
  )
  SELECT {'start': coalesce(begins, 0), 'end': greatest(coalesce(begins, 0), coalesce(ends, 0))} FROM mapped
);
