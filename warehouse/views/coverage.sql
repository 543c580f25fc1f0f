-- Articles with their outlet and day. Other views take both from here.
-- 記事の一覧。
CREATE OR REPLACE VIEW coverage AS
SELECT
  a.article_id,
  a.title,
  coalesce(so.name_ja, so.domain) AS outlet,
  so.kind AS outlet_kind,
  a.published_on,
  a.published_earliest,
  a.published_latest,
  a.published_basis,
  a.url,
  a.digital_source_type IS NOT NULL AS is_ai_disclosed,
  a.digital_source_type,
  a.is_partial,
  a.content_char_count,
  a.source_id
FROM articles AS a
LEFT JOIN sources AS so USING (source_id);
