"""Sentences, tokens and lexemes; the only home of SudachiPy."""
