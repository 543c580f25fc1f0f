-- The text in a split mode of Sudachi, 'A' (the shortest units, close to the short unit words of UniDic) or 'B' (between those and named entities):
-- one row per unit, with offsets in the article. `index` and `sentence_index` are those of the mode C token; `unit` counts within it.
-- `upos` looks at the neighbours, `lexeme_upos` does not.
-- モードA(最短単位)またはB(中間単位)の形態素。
CREATE OR REPLACE MACRO words_in_mode(mode) AS TABLE
WITH divided AS (
  SELECT lexeme_id, surface, CASE mode WHEN 'A' THEN a_units WHEN 'B' THEN b_units ELSE error('mode is A or B') END AS units
  FROM lexemes
),
parts AS (
  SELECT lexeme_id AS token_lexeme_id, unnest(units) AS part, generate_subscripts(units, 1) - 1 AS unit
  FROM divided
  WHERE len(units) > 0
  UNION ALL
  SELECT lexeme_id, {'lexeme_id': lexeme_id, 'start': 0, 'end': length(surface)}, 0
  FROM divided
  WHERE len(units) = 0
),
units AS (
  SELECT
    t.article_id,
    t."index",
    p.unit,
    t.sentence_index,
    t."start" + p.part."start" AS "start",
    t."start" + p.part."end" AS "end",
    l.surface,
    l.dictionary_form,
    l.normalized_form,
    l.reading,
    l.upos,
    l.pos_1,
    l.pos_2,
    l.pos_3,
    l.is_oov,
    l.lexeme_id
  FROM tokens AS t
  JOIN parts AS p ON p.token_lexeme_id = t.lexeme_id
  JOIN lexemes AS l ON l.lexeme_id = p.part.lexeme_id
)
SELECT
  article_id,
  "index",
  unit,
  sentence_index,
  "start",
  "end",
  surface,
  dictionary_form,
  normalized_form,
  reading,
  upos_in_context(
    upos, pos_3, dictionary_form,
    lag(pos_1) OVER line, lag(pos_3) OVER line, lag(dictionary_form) OVER line,
    lead(surface) OVER line, lead(dictionary_form) OVER line
  ) AS upos,
  upos AS lexeme_upos,
  pos_1,
  pos_2,
  is_oov,
  lexeme_id
FROM units
WINDOW line AS (PARTITION BY article_id, sentence_index ORDER BY "index", unit);
