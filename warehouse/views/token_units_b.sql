-- The text in Sudachi's split mode B (units between the short ones and named entities): one row per unit; see the macro.
-- モードB(中間単位)の形態素。
CREATE OR REPLACE VIEW token_units_b AS FROM words_in_mode('B');
