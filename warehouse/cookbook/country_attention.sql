-- Which countries are in the news, month by month, and how much of it is page furniture or disclosed AI?
-- どの国がどれだけ報じられているか(月別)。付属部分やAI開示記事を含めるとどう変わるか。
-- How to read: one row per country and month, the most attention first. `article_count` are articles that name it in their content; `furniture_ratio` is the share of its mentions that
-- stand elsewhere on the page, or in articles that disclose AI.
-- 読み方: 国・月ごとに1行、注目度順。`article_count` は本文で言及する記事数。`furniture_ratio` は本文以外またはAI開示記事での言及の割合。
SELECT
  "month",
  country,
  article_count,
  mention_count,
  everywhere_article_count,
  round(1 - mention_count / everywhere_mention_count, 2) AS furniture_ratio
FROM country_attention
ORDER BY "month" DESC NULLS LAST, article_count DESC, country;
