"""The examples as a zip, a tar.gz, a WARC and a Parquet file: the same articles as from the files themselves."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.normalize.articles import articles
from pipeline.read.documents import documents
from tests.factories import FETCHED_AT
from tests.graph.conftest import ROOT
from tests.unit.warehouse.archive_files import http, tar_of, warc_record, zip_of
from warehouse.landing import batches, land, read_batch
from warehouse.layout import Layout

EXAMPLES = {
    path.name: path.read_bytes()
    for path in sorted((ROOT / "examples").iterdir())
    if path.suffix in (".txt", ".html", ".jsonl")
}
KINDS = {".txt": "text/plain", ".html": "text/html"}


def texts(tmp_path: Path, *arguments: Path) -> set[tuple[str, str, str]]:
    """Text, title and byte-hash of every article behind the arguments."""
    layout = Layout(tmp_path / f"data-{arguments[0].name}")
    land(layout, [str(argument) for argument in arguments], FETCHED_AT)
    found = set()
    for key in batches(layout):
        made = documents(read_batch(layout, *key))
        rows = articles(made["readings"])["articles"].to_pylist()
        found |= {(row["text"], row["title"], row["document_id"]) for row in rows}
    return found


def test_archives_give_the_articles_of_the_plain_files(tmp_path: Path) -> None:
    plain = texts(tmp_path, ROOT / "examples")
    assert len(plain) == 27
    (tmp_path / "a.zip").write_bytes(zip_of(list(EXAMPLES.items())))
    (tmp_path / "b.tar.gz").write_bytes(gzip.compress(tar_of(list(EXAMPLES.items()))))
    assert texts(tmp_path, tmp_path / "a.zip") == texts(tmp_path, tmp_path / "b.tar.gz") == plain
    frames = [
        gzip.compress(
            warc_record(f"https://news.example/{name}", http(content, f"Content-Type: {KINDS[Path(name).suffix]}"))
        )
        for name, content in EXAMPLES.items()
        if Path(name).suffix in KINDS
    ]
    (tmp_path / "c.warc.gz").write_bytes(b"".join(frames))
    lines = [
        json.loads(line)
        for name, content in EXAMPLES.items()
        if name.endswith(".jsonl")
        for line in content.splitlines()
    ]
    names = sorted({name for line in lines for name in line})
    pq.write_table(
        pa.Table.from_pylist([{name: line.get(name) for name in names} for line in lines]), tmp_path / "d.parquet"
    )
    from_archives = texts(tmp_path, tmp_path / "c.warc.gz") | texts(tmp_path, tmp_path / "d.parquet")
    assert {row[:2] for row in from_archives} == {row[:2] for row in plain}
