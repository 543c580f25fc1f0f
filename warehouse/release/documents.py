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
from warehouse.quality import QualityReport


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
            f"{withheld} of {articles} articles are published stand-off: spans, values and `text_sha256`, without their "
            "text. Whoever lawfully holds the text can put it back beside its hash; the spans then point into it."
        )
    return f"""# {dataset.title}

{dataset.title_ja}

Version {manifest["version"]}, schema {manifest["schema_version"]}, newest document {manifest["created"]}.

{dataset.description}

{dataset.description_ja}

| table | one row per | rows |
| --- | --- | ---: |
{listed}

## Read it

`data/<table>/*.parquet`; corpus-wide tables are one file, the others one file for each batch received
(`part-<fetch day>-<batch>.parquet`), so that a later release repeats unchanged files byte for byte.
With DuckDB, `duckdb kawaraban.duckdb`, from any directory: its views find the files beside it.

```sql
SELECT speaker, cue, said, certainty, article_title FROM said LIMIT 10;
```

- `DICTIONARY.md` explains every table, column and value, in English and Japanese.
- `QUALITY.md` and `quality/index.html` say what was checked and what came out; `quality/data_docs` is Great Expectations' own site.
- `manifest.json` lists files, versions and terms; `sha256sum --check SHA256SUMS` proves the copy.

## Terms

{dataset.licence_statement}

{terms} `LICENSES.csv` says what holds for each source.
"""


def licences(rows: Iterable[Mapping[str, Any]]) -> str:
    """LICENSES.csv: each source, what it allows, and how many articles it has here."""
    header = ("source_id", "name_ja", "name_en", "domain", "licence", "declared", "redistribution", "article_count")
    target = io.StringIO()
    writer = csv.DictWriter(target, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def citation(dataset: Dataset, version: str, released_on: str) -> str:
    """CITATION.cff; JSON strings are YAML strings, so quoting is JSON's."""
    authors = "\n".join(f"  - name: {json.dumps(name, ensure_ascii=False)}" for name in dataset.creators)
    homepage = f"url: {json.dumps(dataset.homepage)}\n" if dataset.homepage else ""
    return (
        "cff-version: 1.2.0\n"
        'message: "If you use this dataset, please cite it as below."\n'
        "type: dataset\n"
        f"title: {json.dumps(dataset.title, ensure_ascii=False)}\n"
        f"version: {json.dumps(version)}\n"
        f"date-released: {released_on}\n"
        f"license: {dataset.licence}\n"
        f"{homepage}authors:\n{authors}\n"
    )
