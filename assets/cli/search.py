"""``kawaraban search``: the articles that fit a query best, with the place where its words stand."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from assets.cli.options import DATA, UserError, existing, plain_errors
from assets.cli.sql import OUTPUT, RELEASE

_MARKED = re.compile("【(.*?)】")
_LONGEST_QUERY = 256  # code points; `query_words` looks at no more


class SearchCommand(click.Command):
    """A command that says what a word to leave out is, and not that it is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options are written in ASCII."""
        end = args.index("--") if "--" in args else len(args)
        barred = next((text for text in args[:end] if text[:1] == "-" and not text.partition("=")[0].isascii()), None)
        if barred is not None:
            raise UserError(
                f"{barred}: a search leaves no word out; search for what there should be, or ask in SQL: `kawaraban cookbook`"
            )
        return super().parse_args(ctx, args)


@click.command(cls=SearchCommand)
@click.argument("words", metavar="QUERY...", nargs=-1, required=True)
@click.option("--k", "count", type=click.IntRange(1, 1000), default=10, show_default=True, help="Articles at most.")
@DATA
@RELEASE
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "table", "csv", "json"]),
    default="text",
    show_default=True,
    help="Output.",
)
@OUTPUT
@plain_errors
def search(
    words: tuple[str, ...], count: int, data: str, release_path: str | None, how: str, output: Path | None
) -> None:
    """Search the articles for a QUERY, as in `kawaraban search '防空 無人機'`: the best first.

    Ranked by BM25; articles where the words stand together come first, as in the query where they are written as one (停戦合意). Words are
    found in every spelling and inflection that has the same normalized form. Only content is searched: no menus, comments or disclosures.

    In SQL: `search('防空 無人機', k := 20)`, and every place of a word with `kwic('停戦', 20)`.
    """
    from schemas.render.duckdb import literal
    from warehouse import catalog
    from warehouse.layout import place

    asked = " ".join(" ".join(words).split())
    if not asked:
        raise UserError("there is nothing to search for; name a word, as in `kawaraban search '防空 無人機'`")
    if len(asked) > _LONGEST_QUERY:
        raise UserError(f"the query has {len(asked)} characters; {_LONGEST_QUERY} at most")
    root = place(release_path) if release_path else existing(data)
    with catalog.connect(root, release=release_path is not None, comments=False, japanese=False) as connection:
        try:
            cut = catalog.query(connection, f"FROM query_words({literal(asked)}) ORDER BY slot").to_pylist()
            rows = catalog.query(connection, f"FROM search({literal(asked)}, k := {count})")
        except catalog.CatalogError as error:
            raise UserError(str(error).removeprefix("Invalid Input Error: ")) from None
        notes = [*_unknown(cut), *_withheld(connection, release_path)]
    _show(rows, how, output)
    from warehouse.answers import SHOWN

    for note in notes:
        click.echo(note.translate(SHOWN), err=True)


def _show(rows: Any, how: str, output: Path | None) -> None:
    from assets.answers import SUFFIXES, show_rows, write_rows
    from warehouse.answers import SHOWN

    if output is not None:
        if output.suffix.lower() not in SUFFIXES:
            raise UserError(f"{output}: the ending says the format; use one of {', '.join(SUFFIXES)}")
        write_rows(rows, output, SUFFIXES[output.suffix.lower()])
        click.echo(f"{output}: {rows.num_rows:,} rows")
    elif how != "text":
        show_rows(rows, how, sys.stdout)
    elif not rows.num_rows:
        click.echo("nothing found")
    else:
        for row in rows.to_pylist():
            click.echo(
                _entry(
                    {name: value.translate(SHOWN) if isinstance(value, str) else value for name, value in row.items()}
                )
            )


def _entry(row: dict[str, Any]) -> str:
    """One article: where it stands and when, its title, the words in their surroundings, and where to read it."""
    where = "  ".join(str(row[name]) for name in ("published_on", "outlet") if row[name] is not None)
    title = click.style(row["title"] or "(no title)", bold=True)
    snippet = _MARKED.sub(lambda found: click.style(f"【{found[1]}】", fg="yellow"), row["snippet"] or "")
    lines = [
        f"{row['rank']:>3}  {title}",
        f"     {where or '(no day, no outlet)'}  [{row['score']:.2f}]",
        f"     {snippet}",
    ]
    address = row["url"] or f"{row['article_id']}, characters {row['start']} to {row['end']}"
    return "\n".join([*lines, f"     {address}", ""])


def _unknown(cut: list[dict[str, Any]]) -> list[str]:
    """Pieces of the query that no word of the corpus begins with."""
    pieces: list[list[Any]] = []
    for row in cut:
        if row["term"] is None:
            if pieces and pieces[-1][1] == row["at"]:
                pieces[-1][0] += row["word"]
                pieces[-1][1] += row["size"]
            else:
                pieces.append([row["word"], row["at"] + row["size"]])
    return [f"no article has the word {', '.join(piece for piece, _ in pieces)}"] if pieces else []


def _withheld(connection: Any, release_path: str | None) -> list[str]:
    """What a public edition cannot search."""
    manifest = Path(release_path or "") / "manifest.json"
    if (
        release_path is None
        or not manifest.is_file()
        or json.loads(manifest.read_text("utf-8")).get("edition") != "public"
    ):
        return []
    from warehouse import catalog

    text = "SELECT count(*) AS n, count(*) FILTER (text IS NULL) AS missing FROM articles"
    (found,) = catalog.query(connection, text).to_pylist()
    if not found["missing"]:
        return []
    return [
        f"{found['missing']} of {found['n']} articles are not searched: this public edition withholds their wording"
    ]
