"""``kawaraban release …``: building, verifying and completing releases; the way to others and back is in ``publishing``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from assets.cli.options import (
    DATA,
    KEEP_RELEASES,
    MAX_QUARANTINED,
    DirectoryOrAddress,
    UserError,
    existing,
    plain_errors,
)
from assets.cli.publishing import diff, fetch, list_releases, publish

if TYPE_CHECKING:
    from warehouse.layout import Edition


@click.group()
def release() -> None:
    """Build, verify, publish and fetch releases."""


for _command in (publish, fetch, list_releases, diff):
    release.add_command(_command)


@release.command("build")
@DATA
@click.option(
    "--edition",
    type=click.Choice(["local", "public"]),
    default="local",
    envvar="KAWARABAN_EDITION",
    show_default=True,
    help="local: all that you hold, for yourself. public: what may be given away; of texts whose source does not allow more, "
    "facts without wording.",
)
@click.option("--version", "version_name", help="Version, YYYY.M.N. Default: the next one for the newest landing.")
@click.option(
    "--redistribution",
    "terms",
    multiple=True,
    envvar="KAWARABAN_REDISTRIBUTION",
    metavar="SOURCE=VALUE",
    help="For the public edition: full, excerpt or none for a source (its domain or source_id; * is every one), whatever its licence "
    "says. `example.jp=full` where that text is yours to give. Repeatable; recorded in the release.",
)
@MAX_QUARANTINED
@KEEP_RELEASES
@plain_errors
def release_build(
    data: str,
    edition: Edition,
    version_name: str | None,
    terms: tuple[str, ...],
    max_quarantined: float,
    keep: int | None,
) -> None:
    """Build a release from the tables, verify it, and list it in the index of its edition.

    It lies in releases/EDITION/VERSION of the data directory. Only the public edition may be published. What --keep-releases does not keep is
    set aside then, and `kawaraban vacuum --undo` puts it back for a week.
    """
    from assets.running import build_release
    from assets.terminal import Bars
    from warehouse.release.manifest import read_manifest
    from warehouse.release.standoff import parse_terms

    given = click.get_current_context().get_parameter_source("terms")
    if edition == "local" and terms and given is ParameterSource.COMMANDLINE:
        raise UserError("the local edition holds every text anyway; --redistribution is for --edition public")
    with Bars() as bars:
        made = build_release(
            existing(data),
            version_name,
            edition=edition,
            redistribution=parse_terms(terms if edition == "public" else ()),
            max_quarantined=max_quarantined,
            keep=keep,
            progress=bars,
        )
    if made.is_new:
        click.echo(f"{made.path} built and verified")
        if problem := read_manifest(made.path)["changes"]["problem"]:
            click.echo(f"warning: {problem}", err=True)
    else:
        click.echo(f"nothing new: {made.path} holds these tables already, by the same versions and on the same terms")
    if made.set_aside:
        click.echo(f"set aside for a week: {', '.join(made.set_aside)}; `kawaraban vacuum --undo` puts them back")


@release.command("verify")
@click.argument("path", type=DirectoryOrAddress())
@plain_errors
def release_verify(path: str) -> None:
    """Check a release: hashes, schemas, keys, spans, SQL checks, descriptors."""
    from assets.terminal import Bars
    from warehouse.layout import place
    from warehouse.release import verify

    with Bars() as bars:
        bars("verifying", 0, None)
        result = verify.verify(place(path))
    for problem in result.problems:
        click.echo(f"FAILED  {problem}")
    if not result.ok:
        raise SystemExit(1)
    part = "" if result.tables is None else f" (fetched in part: {', '.join(result.tables)})"
    click.echo(f"{path}: verified{part}")


@release.command("attach")
@click.argument("path", metavar="RELEASE", type=click.Path(exists=True, file_okay=False))
@click.argument("texts", nargs=-1, required=True, metavar="TEXTS...")
@click.option("--output", required=True, type=click.Path(), help="Directory for the completed release; must not exist.")
@plain_errors
def release_attach(path: str, texts: tuple[str, ...], output: str) -> None:
    """Put the wording back into a copy of a public RELEASE, from TEXTS that you may lawfully have.

    TEXTS are what `kawaraban run` reads: the same pages or files. An article is completed where the hash of its text matches. Where the
    document is the same byte for byte, and this is the version of kawaraban that RELEASE was made by, all of it comes back; otherwise what
    stands at its spans, and its titles. RELEASE itself is never changed. The copy is not for redistribution.
    """
    import tempfile
    from pathlib import Path

    from assets.attaching import attach_texts
    from assets.terminal import Bars

    with Bars() as bars, tempfile.TemporaryDirectory(prefix="kawaraban-") as temporary:
        bars("reading and attaching", 0, None)
        made = attach_texts(Path(path), texts, Path(output), Path(temporary))
    click.echo(f"{made.path} verified: {made.completed} of {made.withheld} withheld articles have their text again")
    if made.whole < made.completed:
        click.echo(
            f"{made.completed - made.whole} of them by their text alone, because their document or the version of kawaraban is another: "
            "titles, and what stands at spans; tokens and other results of the analysis stay withheld"
        )
