"""The files of a release that people read: card, quality, licences, citation.

Belongs here: their text. Does not belong here: what they report, which the caller knows.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.model import Dataset
from warehouse.layout import Edition
from warehouse.quality import QualityReport

NOT_FOR_REDISTRIBUTION = (
    "Not for redistribution: this local edition repeats texts that belong to others. "
    "`kawaraban release build --edition public` makes one that may be given away."
)
NOT_FOR_REDISTRIBUTION_JA = "再配布禁止: この手元版は第三者の著作物の本文を含む。公開できるのは公開版のみ。"


def notice(edition: Edition) -> str:
    """What every page of a release says of its edition: plain text, both languages; nothing of the public one."""
    return f"{NOT_FOR_REDISTRIBUTION} {NOT_FOR_REDISTRIBUTION_JA}" if edition == "local" else ""


def under_notice(markdown: str, edition: Edition) -> str:
    """A Markdown page with the notice of its edition below the title."""
    said = notice(edition)
    title, _, rest = markdown.partition("\n")
    return f"{title}\n\n> **{said}**\n{rest}" if said else markdown


def quality_markdown(report: QualityReport) -> str:
    """QUALITY.md: rows, expectations, SQL checks, missing values and rejections."""
    lines = [
        f"# Quality: {report.title}",
        "",
        "Every blocking rule holds." if not report.problems else "**Blocked.**",
        "",
    ]
    lines += ["## Tables", "", "| table | rows | expectations passed | failing (rows) |", "| --- | ---: | ---: | --- |"]
    for quality in report.tables:
        validation = quality.validation
        passed, failing = "not run", ""
        if validation is not None:
            passed = f"{validation.statistics['passed']} / {validation.statistics['expectations']}"
            failing = "; ".join(f"`{result.name}` ({result.failing_count})" for result in validation.failed)
        lines.append(f"| `{quality.table.name}` | {quality.rows} | {passed} | {failing} |")
    passed_checks = len(report.checks) - len(report.failed_checks)
    lines += ["", "## SQL checks over the whole", "", f"{passed_checks} of {len(report.checks)} pass.", ""]
    lines += ["| check | what it demands | rows that break it |", "| --- | --- | ---: |"]
    rules = [check for check in report.checks if check.name.startswith("rule_")]
    shown = [check for check in report.checks if check not in rules or not check.ok]
    lines += [f"| `{check.name}` | {check.title.replace('|', '/')} | {check.violations} |" for check in shown]
    broken = sum(1 for rule in rules if not rule.ok)
    lines.append(f"| `rule_*` | {len(rules)} rules of single tables, on every row | {broken} rules broken |")
    lines += ["", "## Rejections and repairs", ""]
    if report.rejections:
        lines += ["| reason | published nevertheless | records |", "| --- | --- | ---: |"]
        lines += [f"| {reason} | {'yes' if kept else 'no'} | {n} |" for (reason, kept), n in report.rejections.items()]
    else:
        lines.append("None.")
    lines += ["", "## Missing values", "", "| column | share |", "| --- | ---: |"]
    for quality in report.tables:
        lines += [f"| `{quality.table.name}.{name}` | {share:.1%} |" for name, share in quality.null_ratios.items()]
    return "\n".join(lines) + "\n"


def card(dataset: Dataset, manifest: Mapping[str, Any], *, withheld: int, articles: int) -> str:
    """README.md of a release."""
    tables = manifest["tables"]
    listed = "\n".join(f"| `{t.name}` | {t.grain} | {tables[t.name]['rows']} |" for t in dataset.tables)
    if not withheld:
        terms = "Every article's text is included."
    else:
        terms = (
            f"{withheld} of {articles} articles are published stand-off: of them there are facts (names, speakers that are names, roles, "
            "cues, chains of sources, outlets, days, amounts, hedges, addresses), spans, ids and `text_sha256`, and no wording (contents of "
            "statements and quotations, sentences, titles, texts; † in `DICTIONARY.md`). Whoever lawfully holds a text knows it by its hash, and every "
            "offset points into it: `kawaraban release attach RELEASE TEXTS... --output DIRECTORY` reads the texts, puts the wording of those "
            "that match into a copy of the release, and verifies it. From the same documents, and by the versions that `manifest.json` names, "
            "all of it comes back; from the same text otherwise, what stands at spans and the titles. The copy is not for redistribution."
        )
    absent = [f"`{t.name}`" for t in dataset.tables if not tables[t.name]["rows"]]
    without = f"\nTables without rows have no file: {', '.join(absent)}.\n" if absent else ""
    return f"""# {dataset.title}

{dataset.title_ja}

Version {manifest["version"]}, edition {manifest["edition"]}, schema {manifest["schema_version"]}, newest document {manifest["created"]}.

{dataset.description}

{dataset.description_ja}

| table | one row per | rows |
| --- | --- | ---: |
{listed}
{without}
## Read it

```python
{_one_liners(tables)}
```

`data/<table>/*.parquet`; corpus-wide tables are one file, the others one file for each batch received
(`part-<fetch day>-<batch>.parquet`), so that a later release repeats unchanged files byte for byte.
With DuckDB, `duckdb kawaraban.duckdb`, from any directory: its views find the files beside it.

```sql
{_example(withheld)}
```

- `DICTIONARY.md` explains every table, column and value, in English and Japanese.
- `ACCURACY.md` says how right each column is, on what text, and how far that text was in sight of whoever wrote the rules;
  `accuracy.parquet` has the same as a table (`SELECT * FROM accuracy` in `kawaraban.duckdb`).
- `QUALITY.md` and `quality/index.html` say what was checked and what came out, with the keys of rows that fail.
- `CHANGELOG.md` says what changed since the release before, `changes/<table>.parquet` which keys were added, removed or changed; `schema.json` is
  what every table and column is declared to be.
- `datapackage.json` (Frictionless), `croissant.json` (MLCommons) and the head of this page (Hugging Face) describe the files to programs.
- `manifest.json` lists files, versions and terms; `sha256sum --check SHA256SUMS` proves the copy.

## Look at it

`kawaraban explore --release .` shows articles with every span, people, search, tables and SQL in the browser.
[../{manifest["version"]}-site/index.html](../{manifest["version"]}-site/index.html) has the same pages as files, where
`kawaraban export site ../{manifest["version"]}-site --release .` wrote them.

## Terms

{dataset.licence_statement}

{terms} `LICENSES.csv` says what holds for each source.
"""


def _one_liners(tables: Mapping[str, Any]) -> str:
    """A line for each library that reads the release from its directory, of a table that has rows."""
    ordered = ["statements", "articles", *tables]
    name = next((name for name in ordered if tables.get(name, {}).get("rows")), "rejections")
    return f"""# in this directory; one line each
import duckdb; print(duckdb.sql("SELECT * FROM 'data/{name}/*.parquet' LIMIT 3"))
import polars; polars.read_parquet("data/{name}/*.parquet").glimpse()
import pandas; print(pandas.read_parquet("data/{name}").head(3))
import pyarrow.parquet; print(pyarrow.parquet.read_table("data/{name}").slice(0, 3))
import datasets, os; print(datasets.load_dataset(os.getcwd(), "{name}", split="train")[0])"""


def _example(withheld: int) -> str:
    """A query that has an answer whether or not wording is there."""
    if not withheld:
        return "SELECT speaker, cue, said, certainty, article_title FROM said LIMIT 10;"
    return """-- who said how much, how, and how certainly
SELECT speaker, cue_class, certainty, polarity, count(*) AS statements
FROM said
WHERE speaker IS NOT NULL
GROUP BY ALL
ORDER BY statements DESC, speaker, cue_class, certainty, polarity
LIMIT 10;
```

```sql
-- which days are spoken of, and where in which article
SELECT a.url, t.text, t.value, t.earliest, t.latest, t."start", t."end"
FROM time_expressions AS t
JOIN articles AS a USING (article_id)
WHERE t.earliest IS NOT NULL
LIMIT 10;"""


_CITE = "If you use this dataset, please cite it as below. "


def licences(rows: Iterable[Mapping[str, Any]]) -> str:
    """LICENSES.csv: each source, what it allows, and how many articles it has here."""
    header = ("source_id", "name_ja", "name_en", "domain", "licence", "declared", "redistribution", "article_count")
    target = io.StringIO()
    writer = csv.DictWriter(target, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def citation(dataset: Dataset, version: str, released_on: str, edition: Edition) -> str:
    """CITATION.cff; JSON strings are YAML strings, so quoting is JSON's."""
    authors = "\n".join(f"  - name: {json.dumps(name, ensure_ascii=False)}" for name in dataset.creators)
    homepage = f"url: {json.dumps(dataset.homepage)}\n" if dataset.homepage else ""
    return (
        "cff-version: 1.2.0\n"
        f"message: {json.dumps(_CITE + notice(edition), ensure_ascii=False)}\n"
        "type: dataset\n"
        f"title: {json.dumps(dataset.title, ensure_ascii=False)}\n"
        f"version: {json.dumps(version)}\n"
        f"date-released: {released_on}\n"
        f"license: {dataset.licence}\n"
        f"{homepage}authors:\n{authors}\n"
    )
