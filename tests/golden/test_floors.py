"""No figure of the golden texts falls under its floor (floors.csv).

Where one does, what moved is shown: mend it, or, where the fall is meant, `kawaraban evaluate --write-floors` and say why in the commit.
"""

from assets.evaluation import floors, golden, kept


def test_no_figure_falls_under_its_floor() -> None:
    moved = floors.compare(kept.accuracy(), golden.folder() / floors.FILE)
    assert not moved.fallen, "\n".join(["", *moved.lines, moved.summary])


def test_every_figure_has_a_floor() -> None:
    moved = floors.compare(kept.accuracy(), golden.folder() / floors.FILE)
    # a genre has a figure as soon as twenty of its items are found
    assert [line for line in moved.fresh if "(" not in line] == [], "kawaraban evaluate --write-floors"
