"""Bytes of one document to decoded text and metadata: charset, plain text, HTML, JSON Lines."""
