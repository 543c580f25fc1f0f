"""A part is proved when it is made, an article that breaks a rule stands aside alone, and what was altered since is found and named."""

import contextlib
import re
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from assets import batches, checking
from assets.engines import ShardError
from assets.mending import repair
from assets.running import run
from pipeline.link.merges import MERGES
from pipeline.run import run_stages
from schemas.dataset import DATASET
from schemas.render import arrow
from schemas.tables.landing import LANDING
from tests.factories import FETCHED_AT, changed, landing_row
from warehouse import catalog, doctor, files, made, proving, tables
from warehouse.catalog import CatalogError
from warehouse.errors import WarehouseError
from warehouse.landing import LandingError
from warehouse.layout import Layout
from warehouse.release.verify import verify

TEXTS = {"a.txt": "霧浜市は3日、橋の工事を始めると発表した。\n", "b.txt": "岬野葵市長は「灯台を残す」と語った。\n"}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("proved")
    for name, text in TEXTS.items():
        (root / name).write_text(text, encoding="utf-8")
    run(root / "data", [str(root / name) for name in TEXTS], fetched_at=FETCHED_AT, release=False, expectations=False)
    return root


@pytest.fixture
def layout(made_once: Path, tmp_path: Path) -> Layout:
    shutil.copytree(made_once / "data", tmp_path / "data")
    return Layout(tmp_path / "data")


def again(layout: Layout) -> Any:
    return run(layout.root, [], fetched_at=FETCHED_AT, release=False, expectations=False)


def flip(path: Path, at: int = 100) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


def the_record(layout: Layout) -> tuple[tuple[str, str], made.Record]:
    (found,) = made.records(layout).items()
    return found


def test_a_part_is_proved_when_it_is_made(layout: Layout) -> None:
    _, record = the_record(layout)
    assert record.proof == made.Proof(proving.version())
    assert record.parts["documents"].rows == 2
    assert checking.blocked(layout) == []
    assert (made.damaged(layout), made.unrecorded(layout)) == ([], [])
    assert checking.waiting(layout) == (2, 2)


def test_an_article_that_breaks_a_rule_stands_aside_alone(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    (day, batch), before = the_record(layout)
    stages = batches.run_stages

    def break_one(received: pa.Table, *, quarantined: dict[str, str] | None = None, **more: Any) -> dict[str, pa.Table]:
        rows = stages(received, quarantined=quarantined, **more)
        if not quarantined:
            rows["articles"] = changed(rows["articles"], DATASET.table("articles"), char_count=3)
        return rows

    monkeypatch.setattr(batches, "run_stages", break_one)
    report = batches.process(layout.root, day, batch)
    assert report.rejections == {"check_failed": 1}
    assert (report.rows["documents"], report.rows["articles"]) == (2, 1)
    (document,) = checking.quarantined(layout)
    rejection = tables.read_part(layout, DATASET.table("rejections"), day, batch).to_pylist()[0]
    assert (rejection["document_id"], rejection["stage"], rejection["is_published"]) == (document, "checks", False)
    assert "char_count: article_id art_" in rejection["detail"]
    left = tables.read_part(layout, DATASET.table("articles"), day, batch)["article_id"].to_pylist()
    for table in DATASET.tables:
        rows = tables.read_part(layout, table, day, batch)
        if "article_id" in table.column_names:
            assert set(rows["article_id"].to_pylist()) <= set(left)
    assert the_record(layout)[1].parts["tokens"].rows < before.parts["tokens"].rows
    assert checking.blocked(layout) == []
    monkeypatch.setattr(checking, "QUARANTINED_FEW", 0)
    (line,) = checking.blocked(layout)
    assert document in line
    assert "1 of 2 documents" in line


TWO_SENTENCES = "霧浜市は3日、橋の工事を始めると発表した。{}岬野葵市長は「灯台を残す」と語った。\n"
MODIFIED_ALONE = (
    '<html><head><title>霧浜市、橋の工事へ</title><meta property="article:modified_time" content="2025-01-13T21:37:00+09:00"></head>'
    "<body><article><h1>霧浜市、橋の工事へ</h1><p>霧浜市は橋の工事を始めると発表した。費用は12億円に上る見通しだという。</p>{}</article></body></html>"
)


def stages_of(text: str, media_type: str) -> dict[str, pa.Table]:
    row = landing_row(content=text.encode(), media_type=media_type, declared_charset="utf-8")
    return run_stages(arrow.from_rows(LANDING, [row]), strict=True)


@pytest.mark.parametrize("gap", [" \u3000", "\u3000 \u3000", " " * 5, "\t \u3000"])
def test_white_space_between_sentences_may_be_several_tokens(gap: str) -> None:
    rows = stages_of(TWO_SENTENCES.format(gap), "text/plain")
    assert rows["sentences"].num_rows == 2
    assert rows["articles"].num_rows == 1
    assert proving.prove(rows) == []


def test_a_token_of_the_next_sentence_is_not_of_the_one_before() -> None:
    rows = stages_of(TWO_SENTENCES.format(" \u3000"), "text/plain")
    tokens = rows["tokens"]
    all_of_the_first = pa.array([0] * tokens.num_rows, pa.int32())
    rows["tokens"] = tokens.set_column(tokens.column_names.index("sentence_index"), "sentence_index", all_of_the_first)
    (breach,) = proving.prove(rows)
    second = rows["sentences"]["start"][1].as_py()
    assert breach.check == "tokens_lie_in_blocks"
    assert breach.violations == pc.sum(pc.greater_equal(tokens["start"], second)).as_py()


@pytest.mark.parametrize("past", ["", "<p>市議会は2024年12月20日、予算案を可決した。</p>"])
def test_a_page_that_says_only_when_it_was_changed_is_published(past: str) -> None:
    rows = stages_of(MODIFIED_ALONE.format(past), "text/html")
    (article,) = rows["articles"].to_pylist()
    assert (article["published_basis"], str(article["published_latest"])) == ("inferred", "2025-01-13")
    assert str(article["published_earliest"]) == ("2024-12-20" if past else "None")
    assert proving.prove(rows) == []


def test_what_an_article_lies_between_begins_where_its_text_says() -> None:
    rows = stages_of(MODIFIED_ALONE.format(""), "text/html")
    rows["articles"] = changed(
        rows["articles"], DATASET.table("articles"), published_earliest=rows["articles"]["published_latest"][0].as_py()
    )
    assert [breach.check for breach in proving.prove(rows)] == ["publication_follows_evidence"]


@pytest.mark.parametrize("name", ["articles", "entities"])
@pytest.mark.parametrize("harm", ["flipped", "cut", "missing"])
def test_nothing_is_answered_from_damaged_rows(layout: Layout, name: str, harm: str) -> None:
    key, _ = the_record(layout)
    table = DATASET.table(name)
    path = layout.merged(name) if table.partitioning == "corpus" else layout.part(name, *key)
    catalog.connect(layout.root).close()
    if harm == "flipped":
        flip(path)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    with pytest.raises(CatalogError) as caught:
        catalog.connect(layout.root)
    assert str(path) in str(caught.value)
    assert "kawaraban doctor --repair" in str(caught.value)
    assert "\n" not in str(caught.value)
    repair(layout, doctor.examine(layout))
    catalog.connect(layout.root).close()


def test_what_a_run_has_not_recorded_yet_is_read(layout: Layout) -> None:
    key, _ = the_record(layout)
    layout.made(*key).unlink()
    layout.made_merged("entities").unlink()
    catalog.connect(layout.root).close()


def test_what_was_proved_by_other_checks_is_proved_again(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    _, record = the_record(layout)
    assert batches.prove_again(layout) == []
    monkeypatch.setattr(proving, "version", lambda: "others")
    assert len(batches.prove_again(layout)) == 1
    assert the_record(layout)[1] == made.Record(record.versions, record.parts, record.landed, made.Proof("others"))


@pytest.mark.parametrize("harm", ["missing", "flipped", "no JSON", "no UTF-8"])
def test_a_record_that_says_nothing_is_named_and_its_part_proved_again(layout: Layout, harm: str) -> None:
    key, record = the_record(layout)
    path = layout.made(*key)
    if harm == "missing":
        path.unlink()
    elif harm == "flipped":
        flip(path, path.read_text().index('"rows"') + 9)
    else:
        path.write_bytes(b"{" if harm == "no JSON" else b"\xff\xfe")
    assert [damage.path for damage in made.unrecorded(layout)] == [path]
    assert not again(layout).failures
    assert the_record(layout) == (key, record)
    assert made.unrecorded(layout) == []


@pytest.mark.parametrize("name", ["articles", "tokens", "lexemes"])
def test_an_altered_part_is_named_and_made_again(layout: Layout, name: str) -> None:
    key, _ = the_record(layout)
    path = made.part_path(layout, DATASET.table(name), *key)
    whole = path.read_bytes()
    flip(path, len(whole) - 30)
    assert [damage.path for damage in made.damaged(layout)] == [path]
    assert any(str(path) in warning for warning in again(layout).warnings)
    assert path.read_bytes() == whole


def test_an_altered_corpus_table_is_named_and_merged_again(layout: Layout) -> None:
    path = layout.merged("entities")
    whole = path.read_bytes()
    flip(path)
    assert [damage.path for damage in made.damaged(layout)] == [path]
    assert any(str(path) in warning for warning in again(layout).warnings)
    assert path.read_bytes() == whole
    path.unlink()
    assert path in [damage.path for damage in made.unrecorded(layout)]
    again(layout)
    assert path.read_bytes() == whole


def test_an_altered_landed_batch_stops_a_run_and_is_named(layout: Layout) -> None:
    key, _ = the_record(layout)
    path = layout.landing_batch(*key)
    flip(path)
    with pytest.raises(LandingError, match="damaged") as caught:
        again(layout)
    assert path.name in str(caught.value)
    assert re.search(r"run the input again \(2 documents: .*a\.txt, .*b\.txt\)", str(caught.value))
    assert isinstance(caught.value, WarehouseError)


def test_a_batch_that_fails_each_time_is_named_with_its_documents(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = the_record(layout)

    def dies(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(batches, "process_once", dies)
    with pytest.raises(ShardError, match=rf"{key[1]} \(MemoryError: \).* holds 2 documents: .*a\.txt, .*b\.txt"):
        batches.process_all(layout, [key])


def test_a_corpus_table_whose_rows_break_a_rule_blocks_and_names_documents(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    entities, merge = DATASET.table("entities"), MERGES["entities"]
    monkeypatch.setitem(batches.MERGES, "entities", lambda rows: changed(merge(rows), entities, evidence="hearsay"))
    layout.merged("entities").unlink()
    (line,) = again(layout).failures
    assert re.match(r"entities: rule_entities_vocabulary_evidence: 1 rows of doc_\w{64} \(\S+\): entity_id ent_", line)


def test_the_doctor_names_a_landed_batch_whose_columns_have_other_names(layout: Layout) -> None:
    key, _ = the_record(layout)
    path = layout.landing_batch(*key)
    path.write_bytes(path.read_bytes().replace(b"document_id", b"document_ie"))
    assert path in {finding.path for finding in doctor.examine(layout)}


def test_the_doctor_names_what_is_damaged_and_mends_what_can_be_made_again(layout: Layout) -> None:
    key, _ = the_record(layout)
    assert doctor.examine(layout) == []
    harmed = [
        made.part_path(layout, DATASET.table("articles"), *key),
        layout.merged("lexemes"),
        layout.catalog,
        layout.made_merged("sources"),
    ]
    whole = {path: path.read_bytes() for path in harmed}
    for path in harmed:
        flip(path)
    findings = doctor.examine(layout)
    assert {finding.path for finding in findings} == set(harmed)
    assert all("\n" not in finding.line and "--repair" in finding.line for finding in findings)
    assert repair(layout, findings) == []
    assert {path: path.read_bytes() for path in harmed if path != layout.catalog} == {
        path: content for path, content in whole.items() if path != layout.catalog
    }


def test_the_doctor_cannot_bring_back_what_landed(layout: Layout) -> None:
    path = layout.landing_batch(*the_record(layout)[0])
    flip(path, path.stat().st_size // 2)
    (finding,) = doctor.examine(layout)
    assert (finding.path, finding.is_mendable) == (path, False)
    assert "(2 documents: " in finding.line
    assert repair(layout, [finding]) == [finding]
    path.unlink()
    assert path in [finding.path for finding in doctor.examine(layout)]


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("change", ["delete from places", "delete from contents", "update contents set batch = 'b9'"])
def test_an_index_that_is_not_what_landed_is_found(layout: Layout, change: str, sealed: bool) -> None:
    with contextlib.closing(sqlite3.connect(layout.landing_index)) as connection, connection:
        connection.execute(change)
    if not sealed:
        files.break_seal(layout.landing_index)
    (finding,) = doctor.examine(layout)
    assert finding.path == layout.landing_index
    assert repair(layout, [finding]) == []
    layout.landing_index.write_bytes(b"no database")
    assert [finding.path for finding in doctor.examine(layout)] == [layout.landing_index]


@pytest.mark.parametrize("at", [30, 2_000, -1])
def test_a_run_makes_an_index_again_that_was_altered(layout: Layout, at: int) -> None:
    again(layout)
    whole = layout.landing_index.read_bytes()
    flip(layout.landing_index, at % len(whole))
    assert [finding.path for finding in doctor.examine(layout)] == [layout.landing_index]
    assert any("index.sqlite was damaged" in warning for warning in again(layout).warnings)
    assert layout.landing_index.read_bytes() == whole
    assert again(layout).warnings == []
    layout.landing_index.with_name("index.sqlite.sha256").write_text("another\n")
    assert any("index.sqlite was damaged" in warning for warning in again(layout).warnings)
    assert doctor.examine(layout) == []


@pytest.mark.parametrize("harm", ["cut", "missing", "another latest"])
def test_a_list_of_releases_that_is_not_to_the_byte_is_found_and_written_again(layout: Layout, harm: str) -> None:
    run(layout.root, [], fetched_at=FETCHED_AT, expectations=False)
    path = layout.release_index("local")
    whole = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes(
            whole[:-1] if harm == "cut" else whole.replace(b'"rows": 2', b'"rows": 3', 1).replace(b"2026", b"2027", 1)
        )
    findings = doctor.examine(layout)
    assert [finding.path for finding in findings] == [path]
    assert repair(layout, findings) == []
    assert path.read_bytes() == whole


def test_a_link_to_a_directory_is_no_part_of_a_release(layout: Layout, tmp_path: Path) -> None:
    release = run(layout.root, [], fetched_at=FETCHED_AT, expectations=False).release
    assert release is not None
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("x")
    (release / "data" / "more").symlink_to(tmp_path / "other", target_is_directory=True)
    (release / "quality").rename(tmp_path / "quality")
    (release / "quality").symlink_to(tmp_path / "quality", target_is_directory=True)
    said = verify(release).problems
    for name in ("data/more", "quality"):
        assert f"{name} is a link, and a release has none" in said
        assert release / name in {finding.path for finding in doctor.examine(layout)}


def test_a_record_whose_sizes_are_flipped_is_named_itself(layout: Layout) -> None:
    key, _ = the_record(layout)
    path = layout.made(*key)
    flip(path, path.read_text().index('"bytes": ') + 9)
    assert [damage.path for damage in made.unrecorded(layout)] == [path]


def test_a_release_links_what_was_proved_and_a_stranger_proves_it_anew(layout: Layout) -> None:
    release = run(layout.root, [], fetched_at=FETCHED_AT, expectations=False).release
    assert release is not None
    key, record = the_record(layout)
    name = f"part-{key[0].replace('-', '')}-{key[1]}.parquet"
    for part in ("articles", "tokens"):
        assert (release / "data" / part / name).samefile(record.parts[part].path)
    assert verify(release).ok
    whole = (release / "data" / "articles" / name).read_bytes()
    (release / "data" / "articles" / name).unlink()
    (release / "data" / "articles" / name).write_bytes(whole[:-1])
    assert any(name in problem for problem in verify(release).problems)
    (release / "empty").mkdir()
    (release / "data" / "articles" / name).unlink()
    (release / "data" / "articles" / name).symlink_to(record.parts["articles"].path)
    problems = verify(release).problems
    assert any("is a link" in problem for problem in problems)
    assert any("is an empty directory" in problem for problem in problems)
    sums = release / "SHA256SUMS"
    sums.write_bytes(sums.read_bytes()[:-1])
    assert any("cut short" in problem for problem in verify(release).problems)
