-- Text under a span, in Unicode code points, as every table counts: span_text(articles.text, start, "end").
CREATE OR REPLACE MACRO span_text(article_text, s, e) AS substr(article_text, s + 1, e - s);
