"""The head of a Hugging Face dataset card: YAML that says which files are which table, so that ``load_dataset(path, "statements")`` works.

Belongs here: the metadata before the text. Does not belong here: the text (``warehouse.release.documents``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from schemas.model import Dataset

DEFAULT = "statements"
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))
_LARGEST = "10M<n<100M"


def head(dataset: Dataset, *, files: Mapping[str, Sequence[str]], articles: int, is_public: bool) -> str:
    """The YAML of a release with these files by table, between its two lines of dashes; a table without files is no configuration.

    What stands there are JSON strings, which are YAML strings, too. ``articles`` decide the category of size.
    """
    there = [table for table in (*dataset.tables, *dataset.reports) if files.get(table.name)]
    size = next((name for limit, name in _SIZES if articles < limit), _LARGEST)
    lines = ["---", f"pretty_name: {_text(dataset.title)}"]
    if is_public:
        lines.append(f"license: {dataset.licence.lower()}")
    else:
        lines += ["license: other", "license_name: not-for-redistribution"]
    lines += ["language:", "- ja", "task_categories:", "- token-classification", "- text-classification"]
    lines += ["annotations_creators:", "- machine-generated", "size_categories:", f"- {_text(size)}"]
    lines += ["tags:", *(f"- {_text(word)}" for word in dataset.keywords), "configs:"]
    for table in there:
        paths = files[table.name]
        folder = paths[0].rpartition("/")[0]
        lines.append(f"- config_name: {table.name}")
        lines += ["  default: true"] if table.name == DEFAULT else []
        lines.append(f"  data_files: {_text(f'{folder}/*.parquet' if folder else paths[0])}")
    return "\n".join([*lines, "---", ""])


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
