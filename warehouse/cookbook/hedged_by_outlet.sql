-- Which outlets hedge, and with what kinds of words?
-- 断定を避ける表現の割合と種類(媒体別)。
-- How to read: one row per outlet. `hedged_ratio` is the share of statements that are not presented as certain; the hedges are those of its articles,
-- by kind, the most frequent first.
-- 読み方: 媒体1つにつき1行。`hedged_ratio` は断定されていない言説の割合。`hedges` はその媒体の断定回避表現の種類(頻度順)。
WITH said_by AS (
  SELECT a.source_id, count(*) AS statements, count(*) FILTER (st.certainty <> 'certain') AS hedged
  FROM statements AS st
  JOIN articles AS a USING (article_id)
  GROUP BY a.source_id
),
kinds AS (
  SELECT source_id, string_agg(category || ' ' || number, ', ' ORDER BY number DESC, category) AS hedges
  FROM (SELECT a.source_id, h.category, count(*) AS number FROM hedges AS h JOIN articles AS a USING (article_id) GROUP BY ALL)
  GROUP BY source_id
)
SELECT coalesce(so.name_ja, so.domain) AS outlet, s.statements, s.hedged, round(s.hedged / s.statements, 2) AS hedged_ratio, k.hedges
FROM said_by AS s
LEFT JOIN kinds AS k ON k.source_id IS NOT DISTINCT FROM s.source_id
LEFT JOIN sources AS so ON so.source_id = s.source_id
ORDER BY hedged_ratio DESC, s.statements DESC, outlet NULLS LAST;
