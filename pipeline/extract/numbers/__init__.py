"""Numbers as written: digits, kanji numerals, kana numerals, and their values."""
