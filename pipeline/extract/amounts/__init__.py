"""Quantities: numbers with units, their bounds, and what is measured."""
