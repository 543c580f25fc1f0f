"""``python -m assets.cli``: the command without an installation."""

from assets.cli import main

main(prog_name="kawaraban")
