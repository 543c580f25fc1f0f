-- A text with the words of a query in 【】, as they are written in the query: highlight(text, '防空 無人機').
-- 検索語を【】で囲む。
CREATE OR REPLACE MACRO highlight(content, words) AS
  regexp_replace(
    content,
    (
      SELECT '(' || coalesce(string_agg(regexp_escape(word), '|' ORDER BY length(word) DESC, word), '[^\s\S]') || ')'
      FROM (SELECT unnest(string_split_regex(trim(searchable(words)), '\s+')) AS word)
      WHERE word <> ''
    ),
    '【\1】',
    'gi'
  );
