"""Trained weights and the tables made beside them: data, a card for each (``*.md``), and what reads the file."""
