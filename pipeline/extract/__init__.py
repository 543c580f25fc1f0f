"""Structured fields from segmented text: times, quantities, mentions, roles, quotations, statements, hedges and more."""
