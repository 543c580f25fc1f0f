-- When an article was published follows from the statements that are marked as chosen, and from nothing else.
-- Scope: article.
-- Rows: articles where the basis, the day or the bounds are not those of the chosen statements.
SELECT a.article_id, a.published_basis, a.published_on, a.published_earliest, a.published_latest
FROM articles AS a
LEFT JOIN (
  SELECT
    article_id, count(*) AS statements, min(basis) AS basis, max(earliest) AS earliest, min(latest) AS latest,
    max(earliest) FILTER (WHERE basis = 'inferred') AS told_as_past, max(stated_on) AS stated_on, max(stated_at) AS stated_at,
    bool_or(is_conflicting) AS is_conflicting
  FROM publication_evidence
  WHERE is_chosen
  GROUP BY article_id
) AS e USING (article_id)
WHERE
  (a.published_basis = 'none') <> (e.statements IS NULL)
  OR e.is_conflicting
  OR (
    a.published_basis NOT IN ('none', 'inferred')
    AND (
      e.statements <> 1
      OR a.published_basis <> e.basis
      OR a.published_on IS DISTINCT FROM e.stated_on
      OR a.published_at IS DISTINCT FROM e.stated_at
      OR a.published_earliest IS DISTINCT FROM e.earliest
      OR a.published_latest IS DISTINCT FROM e.latest
    )
  )
  OR (
    a.published_basis = 'inferred'
    -- that the page was changed on a day says that it was published by then, and not that it was no earlier
    AND (a.published_earliest IS DISTINCT FROM e.told_as_past OR a.published_latest > coalesce(e.latest, a.published_latest))
  )
