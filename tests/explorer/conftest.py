"""A data directory to look at: four of the examples, a hostile page, an article of a megabyte; and a client of the application over it.

The small articles pass through the stages. The rows of the large one are written as they are, because no rule is tested here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest
from starlette.testclient import TestClient

from pipeline.run import run_stages
from schemas.dataset import DATASET
from schemas.render import arrow
from tests.factories import VERSIONS, identifier, keep_first, row
from warehouse import landing
from warehouse import tables as warehouse_tables
from warehouse.explorer.app import application
from warehouse.explorer.reader import Reader
from warehouse.layout import Layout

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FETCHED_AT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
DAY = "2026-11-20"
CHOSEN = ("wire-nested-sources", "editorial-public-records", "court-embezzlement-sjis")
HOSTILE_TITLE = "<script>alert('題')</script>\"'><img src=x onerror=alert(1)> 灯台 👨‍👩‍👧 \u202eおわり"
HOSTILE = (
    f"{HOSTILE_TITLE}\n\n2026年11月3日\n\n"
    "岬野葵市長は3日、「<b onclick=alert(2)>灯台</b>は残す可能性がある\u202e</script>」と語った。"
    "関係者によると、{{ 7 * 7 }} ${7*7} 'ジャバスクリプト' javascript:alert(3) という。\n\n"
    "خبر عاجل مرحبا と書かれた看板があった。👩🏽‍🚒 が立ち、軋(きし)む音がした。\n"
)
LARGE_TEXT = "霧浦町の岬野葵町長は3日、「灯台は残す見通しだ」と語った。港では船が待つ。"
LARGE_COUNT = 9_700


@dataclass(frozen=True)
class Looked:
    """A data directory, and the articles in it by what is special about them."""

    data: Path
    hostile: str
    large: str
    wire: str
    sjis: str


def _examples(folder: Path) -> None:
    folder.mkdir()
    for path in sorted(EXAMPLES.rglob("*")):
        if path.suffix in (".txt", ".html") and any(name in path.name for name in CHOSEN):
            (folder / path.name).write_bytes(path.read_bytes())
    (folder / "hostile.txt").write_text(HOSTILE, encoding="utf-8")


def _large() -> dict[str, list[dict[str, object]]]:
    """Rows of an article of a megabyte: a title, and paragraphs of twenty sentences with a statement in each."""
    lines = [LARGE_TEXT * 20 for _ in range(LARGE_COUNT // 20)]
    text = "大きな記事\n\n" + "\n".join(lines)
    article = identifier("art", "large")
    document = "doc_" + hashlib.sha256(text.encode()).hexdigest()
    at = {"article_id": article}
    rows: dict[str, list[dict[str, object]]] = {
        "documents": [
            row("documents", document_id=document, byte_count=len(text.encode()), fetch_day=FETCHED_AT.date())
        ],
        "articles": [
            row(
                "articles",
                **at,
                document_id=document,
                source_id=None,
                title="大きな\u202e記事",
                text=text,
                text_sha256=document[4:],
                alignment=[{"start": 0, "length": len(text), "source_start": 0, "source_length": len(text)}],
                char_count=len(text),
                content_char_count=len(text) - 2,
            )
        ],
        "blocks": [],
        "statements": [],
    }
    for index, found in enumerate(re.finditer(r"[^\n]+", text)):
        span = {"start": found.start(), "end": found.end(), "text": found[0]}
        role = "paragraph" if index else "title"
        rows["blocks"].append(row("blocks", block_id=identifier("blk", index), index=index, role=role, **at, **span))
    for number, found in enumerate(re.finditer("灯台は残す見通しだ", text)):
        span = {"start": found.start(), "end": found.end(), "text": found[0]}
        cue = {"cue": "語っ", "cue_start": found.end() + 2, "cue_end": found.end() + 4}
        speaker = {"speaker_id": None, "speaker_text": "岬野葵町長", "quotation_id": None}
        rows["statements"].append(
            row("statements", statement_id=identifier("sta", "large", number), **at, **span, **cue, **speaker)
        )
    return rows


def _lay(layout: Layout, made: dict[str, pa.Table], batch: str, large: dict[str, list[dict[str, object]]]) -> None:
    for table in DATASET.tables:
        rows = pa.concat_tables([made[table.name], arrow.from_rows(table, large.get(table.name, []))])
        warehouse_tables.write_part(layout, table, rows, DAY, batch, versions=VERSIONS)
        if table.partitioning == "corpus":
            warehouse_tables.write_merged(layout, table, keep_first(table), versions=VERSIONS)


@dataclass(frozen=True)
class Staged:
    """What the stages made of the small articles, and the data directory whose landing has them."""

    layout: Layout
    made: dict[str, pa.Table]
    batch: str


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Staged:
    folder = tmp_path_factory.mktemp("looked")
    _examples(folder / "inbox")
    layout = Layout(folder / "data")
    ((day, batch),) = landing.land(layout, [str(folder / "inbox")], FETCHED_AT).batches
    return Staged(layout, run_stages(landing.read_batch(layout, day, batch), strict=True), batch)


@pytest.fixture(scope="session")
def small(staged: Staged, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory without the large article."""
    layout = Layout(tmp_path_factory.mktemp("small") / "data")
    _lay(layout, staged.made, staged.batch, {})
    return layout.root


@pytest.fixture(scope="session")
def looked(staged: Staged) -> Looked:
    layout, made = staged.layout, staged.made
    _lay(layout, made, staged.batch, _large())
    titles = made["articles"].select(["title", "article_id"]).to_pylist()

    def of(words: str) -> str:
        (found,) = [row["article_id"] for row in titles if words in (row["title"] or "")]
        return str(found)

    return Looked(layout.root, of("script"), identifier("art", "large"), of("国境検問所"), of("横領事件"))


@pytest.fixture(scope="session")
def reader(looked: Looked) -> Iterator[Reader]:
    found = Reader(looked.data)
    yield found
    found.close()


@pytest.fixture(scope="session")
def client(reader: Reader) -> TestClient:
    """A browser of an English reader."""
    return TestClient(application(reader, rows=50), base_url="http://localhost", headers={"Accept-Language": "en"})
