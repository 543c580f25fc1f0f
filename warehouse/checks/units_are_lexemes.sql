-- The shorter units of a lexeme are lexemes themselves and lie within its surface.
-- Scope: corpus.
-- Table: lexemes.
-- Rows: lexemes with a unit that is not or does not.
WITH units AS (
  SELECT lexeme_id, surface, unnest(list_concat(a_units, b_units)) AS unit
  FROM lexemes
)
SELECT u.lexeme_id, u.unit.lexeme_id AS unit_id
FROM units AS u
LEFT JOIN lexemes AS l ON l.lexeme_id = u.unit.lexeme_id
WHERE l.lexeme_id IS NULL OR (u.surface IS NOT NULL AND u.unit."end" > length(u.surface))
