-- Universal part of speech of a short unit beside its neighbours, where the UD guidelines for Japanese look at them; else the word's own tag.
-- 隣の語を見てUPOSを決める。
--   発表する      a noun that する makes a verb is VERB, that する AUX: 発表できる, 発表いたす alike
--   にする・元気にする   する behind a case particle (not the と of しようとする) or an inflected だ is the verb itself
--   困難な        a noun that can be an adjective is one before な
CREATE OR REPLACE MACRO upos_in_context(tag, pos_3, form, before_pos_1, before_pos_3, before_form, after_surface, after_form) AS
  CASE
    WHEN contains(pos_3, 'サ変') AND after_form IN ('する', '為る', 'できる', '出来る', 'いたす', '致す', 'なさる', '為さる') THEN 'VERB'
    WHEN form IN ('する', '為る') AND (before_pos_1 = '助動詞' OR (before_pos_1 = '助詞' AND before_form <> 'と')) THEN 'VERB'
    WHEN form IN ('できる', '出来る', 'いたす', '致す', 'なさる', '為さる') AND contains(before_pos_3, 'サ変') THEN 'AUX'
    WHEN contains(pos_3, '形状詞可能') AND after_surface = 'な' THEN 'ADJ'
    ELSE tag
  END;
