"""Source text to normalized text with its alignment, typed blocks and article metadata."""
