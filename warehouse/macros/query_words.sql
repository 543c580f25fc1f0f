-- A query as the index has its words: full-width letters and half-width kana as normalization has them, lower case.
-- 検索語の表記を索引に合わせる(全角英数字・半角カナ・大文字)。
CREATE OR REPLACE MACRO searchable(words) AS
  lower(nfc_normalize(translate(words, '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ', '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ 。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゙゚')));

-- The words of a query, cut by longest match against the lexemes of the corpus: `at` and `size` in code points of the query as it is searched, `word`
-- there, `term` in the index. A word with several normalized forms has a row each; what no lexeme begins with has a character a row, without term.
-- `is_sought`: particles, auxiliaries and punctuation are not in the index.
-- 検索文を語彙素との最長一致で区切る。
CREATE OR REPLACE MACRO query_words(words) AS TABLE
WITH asked AS (
  SELECT CASE
    WHEN NOT EXISTS (FROM postings) AND EXISTS (FROM articles)
      THEN error('nothing can be searched: this public edition withholds the wording of its articles; `kawaraban release attach` puts it back for those who hold the texts')
    WHEN length(searchable(words)) > 256 THEN error('the query has ' || length(searchable(words)) || ' characters; 256 at most')
    ELSE searchable(words)
  END AS line
),
pieces AS (
  SELECT
    begins.i AS "at",
    sizes.n AS size,
    substr(asked.line, begins.i, sizes.n) AS piece,
    -- a letter inside a word is not the word I or a
    sizes.n > 1 OR NOT regexp_matches(substr(' ' || asked.line || ' ', begins.i, 3), '[a-z]{2}') OR NOT piece BETWEEN 'a' AND 'z' AS is_whole
  FROM asked, range(1, 257) AS begins(i), range(1, 33) AS sizes(n)
  WHERE begins.i + sizes.n - 1 <= length(asked.line) AND NOT contains(substr(asked.line, begins.i, sizes.n), ' ')
),
spelled AS (
  SELECT DISTINCT piece, unnest([piece, upper(piece), upper(piece[1]) || piece[2:]]) AS form FROM pieces
),
known AS (
  SELECT s.piece, l.normalized_form, l.pos_1 FROM lexemes AS l JOIN spelled AS s ON s.form = l.surface
  UNION
  SELECT s.piece, l.normalized_form, l.pos_1 FROM lexemes AS l JOIN spelled AS s ON s.form = l.dictionary_form
  UNION
  SELECT s.piece, l.normalized_form, l.pos_1 FROM lexemes AS l JOIN spelled AS s ON s.form = l.normalized_form
),
longest AS (
  SELECT p."at", max(p.size) FILTER (p.is_whole AND p.piece IN (SELECT piece FROM known)) AS size
  FROM pieces AS p
  GROUP BY p."at"
),
cut AS (
  SELECT list_reduce(
    list({'at': "at", 'size': coalesce(size, 1)} ORDER BY "at"),
    lambda done, here: CASE
      WHEN here."at" < done.next THEN done
      ELSE {'next': here."at" + here.size, 'begins': list_append(done.begins, here."at")}
    END,
    {'next': CAST(1 AS BIGINT), 'begins': CAST([] AS BIGINT [])}
  ).begins AS begins
  FROM longest
),
chosen AS (
  SELECT l."at", coalesce(l.size, 1) AS size, row_number() OVER (ORDER BY l."at") AS slot
  FROM longest AS l
  WHERE list_contains((SELECT begins FROM cut), l."at")
)
SELECT
  c.slot,
  c."at" - 1 AS "at",
  c.size,
  p.piece AS word,
  lower(k.normalized_form) AS term,
  coalesce(bool_or(k.pos_1 NOT IN ('助詞', '助動詞', '補助記号', '空白')), true) AS is_sought
FROM chosen AS c
JOIN pieces AS p ON p."at" = c."at" AND p.size = c.size
LEFT JOIN known AS k ON k.piece = p.piece AND p.is_whole
GROUP BY c.slot, c."at", c.size, p.piece, lower(k.normalized_form);
