"""``kawaraban release …``: building and verifying releases."""

from __future__ import annotations

import click

from assets.cli.options import DATA, DirectoryOrAddress, existing, plain_errors


@click.group()
def release() -> None:
    """Build and verify releases."""


@release.command("build")
@DATA
@click.option("--version", "version_name", help="Version, YYYY.M.N. Default: the next one for the newest landing.")
@click.option("--redistribution", type=click.Choice(["full", "none"]), help="As for `kawaraban run`.")
@plain_errors
def release_build(data: str, version_name: str | None, redistribution: str | None) -> None:
    """Build a release from the tables, verify it, and list it in releases/index.json."""
    from assets.running import build_release
    from assets.terminal import Bars
    from warehouse.layout import Layout

    terms = {"*": redistribution} if redistribution else {}
    root = existing(data)
    before = set(Layout(root).releases.glob("*/manifest.json"))
    with Bars() as bars:
        path = build_release(root, version_name, terms, progress=bars)
    if path / "manifest.json" in before:
        click.echo(f"nothing new: {path} holds these tables already, by the same versions and on the same terms")
    else:
        click.echo(f"{path} built and verified")


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
    click.echo(f"{path}: verified")
