-- Tokens with their words: surface, dictionary form, reading and part of speech beside each offset.
-- 形態素と語彙素を結合した表。
CREATE OR REPLACE VIEW token_words AS
SELECT
  t.article_id,
  t."index",
  t.sentence_index,
  t."start",
  t."end",
  l.surface,
  l.dictionary_form,
  l.normalized_form,
  l.reading,
  l.upos,
  l.pos_1,
  l.pos_2,
  l.is_oov,
  t.lexeme_id
FROM tokens AS t
JOIN lexemes AS l USING (lexeme_id);
