-- Articles whose day of publication is not known, and what depends on it.
-- 公開日が不明な記事。
CREATE OR REPLACE VIEW undated AS
WITH without AS (
  SELECT * FROM coverage WHERE published_on IS NULL
),
evidence AS (
  SELECT article_id, count(*) AS number FROM publication_evidence GROUP BY article_id
),
spoken AS (
  SELECT article_id, count(*) AS number FROM statements GROUP BY article_id
),
unresolved AS (
  SELECT article_id, count(*) AS number FROM time_expressions WHERE resolution = 'unresolved' GROUP BY article_id
)
SELECT
  w.article_id,
  w.title,
  w.outlet,
  w.url,
  w.published_earliest,
  w.published_latest,
  w.published_basis,
  coalesce(evidence.number, 0) AS evidence_count,
  coalesce(spoken.number, 0) AS statement_count,
  coalesce(unresolved.number, 0) AS unresolved_count
FROM without AS w
LEFT JOIN evidence USING (article_id)
LEFT JOIN spoken USING (article_id)
LEFT JOIN unresolved USING (article_id);
