"""A line on its way to becoming a block: a piece of the text and what is known of it so far.

Belongs here: the record that the passes over lines share. Does not belong here: any pass.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """A piece of the text: the half-open span ``[start, end)``, trimmed, and how many blank lines lie before it.

    ``is_glued`` marks a piece that no line break parts from the one before. ``role`` is set once a rule has given one;
    ``method`` names the rule, ``section`` the role of the lines below.
    """

    start: int
    end: int
    text: str
    blank_before: int = 0
    is_glued: bool = False
    role: str | None = None
    method: str = ""
    section: str = ""
    hint: str | None = None
    level: int | None = None
    list_marker: str | None = None

    def give(self, role: str, method: str) -> None:
        """Set the role and the rule that gave it."""
        self.role = role
        self.method = method
