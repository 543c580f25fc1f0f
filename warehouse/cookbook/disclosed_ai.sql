-- Where is it disclosed that a machine wrote or translated, and how much of each outlet is it?
-- AIによる生成・翻訳が開示されている記事は、媒体別にどれだけあるか。
-- How to read: one row per outlet, the largest share first. Only what pages disclose is counted: silence is no proof of people.
-- 読み方: 媒体1つにつき1行、割合順。ページの開示のみを数える(開示がないことは人間が書いた証明ではない)。
SELECT
  outlet,
  count(*) AS articles,
  count(*) FILTER (is_ai_disclosed) AS disclosed,
  round(count(*) FILTER (is_ai_disclosed) / count(*), 2) AS disclosed_ratio,
  string_agg(DISTINCT digital_source_type, ', ' ORDER BY digital_source_type) AS kinds
FROM coverage
GROUP BY outlet
ORDER BY disclosed_ratio DESC, articles DESC, outlet NULLS LAST;
