"""A line on its way to becoming a block: a piece of the text and what is known of it so far.

Belongs here: the record that the passes over lines share. Does not belong here: any pass.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.normalize.lines import Piece


@dataclass(slots=True)
class Line:
    """A piece with its role, once a rule has given one; ``method`` names the rule, ``section`` the role of the lines below."""

    piece: Piece
    role: str | None = None
    method: str = ""
    section: str = ""
    hint: str | None = None
    level: int | None = None
    list_marker: str | None = None

    @property
    def text(self) -> str:
        """Its text, trimmed."""
        return self.piece.text

    def give(self, role: str, method: str) -> None:
        """Set the role and the rule that gave it."""
        self.role = role
        self.method = method
