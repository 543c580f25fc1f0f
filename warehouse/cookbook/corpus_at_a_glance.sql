-- What is in the corpus: how many articles and statements of which outlets, from when to when?
-- このコーパスには何があるか(媒体別の記事数・言説数・期間)。
-- How to read: one row per outlet, the largest first; `undated` articles have no day of publication, `partial` ones end early.
-- 読み方: 媒体1つにつき1行、記事数順。`undated` は公開日不明、`partial` は一部のみの記事数。
WITH spoken AS (
  SELECT article_id, count(*) AS statements FROM statements GROUP BY article_id
)
SELECT
  c.outlet,
  any_value(c.outlet_kind) AS kind,
  count(*) AS articles,
  CAST(coalesce(sum(s.statements), 0) AS BIGINT) AS statements,
  min(c.published_on) AS first_on,
  max(c.published_on) AS last_on,
  count(*) FILTER (c.published_on IS NULL) AS undated,
  count(*) FILTER (c.is_partial) AS partial
FROM coverage AS c
LEFT JOIN spoken AS s USING (article_id)
GROUP BY c.outlet
ORDER BY articles DESC, c.outlet NULLS LAST;
