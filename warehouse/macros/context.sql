-- A span with up to `n` code points on either side, the span itself in 【】: for reading results.
CREATE OR REPLACE MACRO in_context(article_text, s, e, n) AS
  substr(article_text, greatest(s - n, 0) + 1, s - greatest(s - n, 0))
  || '【' || substr(article_text, s + 1, e - s) || '】'
  || substr(article_text, e + 1, n);
