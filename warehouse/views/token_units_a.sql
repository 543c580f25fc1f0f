-- The text in Sudachi's split mode A (the shortest units, close to the short unit words of UniDic): one row per unit; see the macro.
-- モードA(最短単位)の形態素。
CREATE OR REPLACE VIEW token_units_a AS FROM words_in_mode('A');
