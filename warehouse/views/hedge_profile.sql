-- With which words each outlet withholds certainty: one row per outlet and category.
-- 媒体別の断定回避表現。
CREATE OR REPLACE VIEW hedge_profile AS
WITH sized AS (
  SELECT c.outlet, count(*) AS sentences
  FROM sentences AS s
  JOIN blocks AS b ON b.block_id = s.block_id AND b.is_content
  JOIN coverage AS c ON c.article_id = s.article_id
  GROUP BY c.outlet
),
counted AS (
  SELECT c.outlet, h.category, count(*) AS hedges, count(DISTINCT h.article_id) AS articles
  FROM hedges AS h
  JOIN coverage AS c USING (article_id)
  GROUP BY c.outlet, h.category
)
SELECT
  counted.outlet,
  counted.category,
  counted.hedges AS hedge_count,
  round(1000 * counted.hedges / sized.sentences, 1) AS per_thousand_sentences,
  counted.articles AS article_count
FROM counted
JOIN sized ON sized.outlet IS NOT DISTINCT FROM counted.outlet;
