-- How is a word used: in which surroundings does it stand?
-- ある語はどのような文脈で使われているか(KWIC)。
-- How to read: one row per place, the newest articles first; `keyword` is the word as it stands there, in whatever form. Choose it by `--set word=停戦`; without it, the
-- name that most articles have.
-- 読み方: 出現箇所1件につき1行、新しい記事から。`keyword` は原文の形(活用形・異表記を含む)。`--set word=停戦` で語を指定(省略時は最も多くの記事に現れる名前)。
SELECT "before", keyword, "after", outlet, published_on
FROM kwic(coalesce(getvariable('word'), (SELECT min_by(alias, (-article_count, alias)) FROM aliases)), width := 15, k := 50);
