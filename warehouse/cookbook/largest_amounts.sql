-- Which are the largest amounts of each unit, and of what?
-- 単位ごとの最大の数量は何か。
-- How to read: up to three rows per unit, the largest first; money by ISO 4217, measures by UCUM, else the Japanese counter. Choose one by `--set unit=JPY`. `approximation` says
-- whether the number is exact.
-- 読み方: 単位ごとに最大3行、大きい順。通貨はISO 4217、計量単位はUCUM、その他は助数詞。`--set unit=JPY` で指定。`approximation` は概数の種類。
SELECT unit, value_min, value_max, approximation, expression, noun, outlet, published_on
FROM amounts
WHERE unit IS NOT NULL AND unit = coalesce(getvariable('unit'), unit)
QUALIFY row_number() OVER (PARTITION BY unit ORDER BY coalesce(value_max, value_min) DESC NULLS LAST, article_id, "start") <= 3
ORDER BY count(*) OVER (PARTITION BY unit) DESC, unit, coalesce(value_max, value_min) DESC NULLS LAST, article_id, "start";
