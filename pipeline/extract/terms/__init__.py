"""Abbreviations and definitions that the text gives itself."""
