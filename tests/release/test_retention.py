"""Of the local edition the newest releases stay and the last of each month; what goes can be put back for a week."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets import running
from assets.cli import main
from tests.release.test_publish import bytes_below
from tests.s3 import s3_server
from warehouse import catalog, doctor, occupied, withdrawals, withdrawing
from warehouse.layout import Layout
from warehouse.release import index, manifest, retention

TODAY = dt.date(2026, 11, 30)
BUILT = ("2026.9.0", "2026.9.1", "2026.10.0", "2026.11.0", "2026.11.1", "2026.11.2")


@pytest.fixture(scope="module")
def kept(released: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """Six local releases of three months, and a public one; nobody changes it."""
    home = released[1].parents[2]
    layout = Layout(Path(shutil.copytree(home, tmp_path_factory.mktemp("kept") / "data")))
    first = layout.release(released[1].name, "local")
    first.rename(first.with_name("first"))
    for version in BUILT:
        # as many as a build would make, without its seconds
        path = Path(shutil.copytree(first.with_name("first"), layout.release(version, "local")))
        said = (path / manifest.MANIFEST).read_text(encoding="utf-8")
        (path / manifest.MANIFEST).write_text(said.replace(f'"{first.name}"', f'"{version}"'), encoding="utf-8")
        manifest.write_checksums(path)
    shutil.rmtree(first.with_name("first"))
    index.write(layout, "local")
    return layout


@pytest.fixture
def layout(kept: Layout, tmp_path: Path) -> Layout:
    return Layout(Path(shutil.copytree(kept.root, tmp_path / "data")))


def names(found: list[retention.Going]) -> list[str]:
    return [item.path.name for item in found]


def test_the_newest_stay_and_the_last_of_each_month(kept: Layout) -> None:
    assert names(retention.going(kept, 1)) == ["2026.9.0", "2026.11.0", "2026.11.1"]
    assert names(retention.going(kept, 2)) == ["2026.9.0", "2026.11.0"]
    assert names(retention.going(kept, 6)) == []


def test_what_the_newest_was_compared_with_stays(layout: Layout) -> None:
    path = layout.release("2026.11.2", "local") / manifest.MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace('"since": null', '"since": "2026.11.0"'), encoding="utf-8")
    assert names(retention.going(layout, 1)) == ["2026.9.0", "2026.11.1"]


def test_what_somebody_reads_stays_until_nobody_does(layout: Layout) -> None:
    path = layout.release("2026.11.0", "local")
    with occupied.reading(path), occupied.reading(path):
        assert names(retention.going(layout, 2)) == ["2026.9.0"]
    connection = catalog.connect(path, release=True)
    assert occupied.is_read(path)
    del connection
    assert names(retention.going(layout, 2)) == ["2026.9.0", "2026.11.0"]


def test_the_command_says_first_sets_aside_then_and_puts_back(layout: Layout) -> None:
    def vacuum(*options: str) -> str:
        return CliRunner().invoke(main, ["vacuum", "--data", str(layout.root), *options]).output

    before, held = manifest.versions(layout, "local"), bytes_below(layout.releases)
    assert "2026.9.0" not in vacuum()
    said = vacuum("--keep-releases", "2")
    assert "2026.9.0: not among the newest 2, nor the last of its month" in said
    assert "2 releases, " in said
    assert "no release was taken away" in said
    assert manifest.versions(layout, "local") == before
    assert "set aside for a week" in vacuum("--keep-releases", "2", "--apply")
    assert manifest.versions(layout, "local") == ["2026.11.2", "2026.11.1", "2026.10.0", "2026.9.1"]
    assert manifest.versions(layout, "public") == ["2026.11.0"]
    assert [found for found in doctor.examine(layout) if found.path.is_relative_to(layout.releases)] == []
    assert vacuum("--undo") == "put back: 2026.9.0, 2026.11.0\n"
    assert manifest.versions(layout, "local") == before
    assert bytes_below(layout.releases) == held
    assert not layout.removed_root.exists()
    assert vacuum("--undo").count("\n") == 1
    vacuum("--keep-releases", "1", "--apply")
    assert "whatever keeps the newest 1 takes them away again" in vacuum("--undo", "--keep-releases", "1")


def test_a_place_where_releases_are_published_keeps_them(layout: Layout) -> None:
    target = str(layout.editions("public"))
    refused = CliRunner().invoke(main, ["vacuum", target, "--keep-releases", "1", "--apply"])
    assert (refused.exit_code, refused.output.count("\n")) == (2, 1)
    # what the environment says is of the data directory
    done = CliRunner(env={"KAWARABAN_KEEP_RELEASES": "1"}).invoke(main, ["vacuum", target])
    assert done.output == "nothing to remove: every file is referred to\n"


def test_a_week_later_it_is_gone_for_good(layout: Layout) -> None:
    assert retention.keep(layout, 2, TODAY) == ["2026.9.0", "2026.11.0"]
    retention.keep(layout, 2, TODAY + dt.timedelta(days=retention.KEPT_DAYS))
    assert [path.name for path in retention.aside(layout)] == ["2026.11.0", "2026.9.0"]
    retention.keep(layout, 2, TODAY + dt.timedelta(days=retention.KEPT_DAYS + 1))
    assert not layout.removed_root.exists()
    assert retention.put_back(layout) == []


def test_what_is_free_then_is_what_no_other_has(layout: Layout) -> None:
    found = retention.going(layout, 2)
    whole = retention.freed(found)
    part = next(found[0].path.glob("data/articles/*.parquet"))
    (layout.root / "linked.parquet").hardlink_to(part)
    assert retention.freed(found) == whole - part.stat().st_size


def test_what_was_set_aside_is_not_put_back_with_bytes_that_were_to_go(layout: Layout) -> None:
    retention.keep(layout, 2, TODAY)
    (document, *_) = next(iter(catalog.connect(layout.root).execute("select document_id from documents").fetchall()))
    entry = withdrawals.Withdrawal(
        "1", "document", document, "its publisher", "asked", "2026-11-30T00:00:00Z", (document,), is_purged=True
    )
    withdrawals.write(layout, (entry,))
    withdrawing.retract(layout, entry)
    assert retention.aside(layout) == []


def test_a_build_that_is_told_to_keeps_the_newest_alone(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_is_current", lambda *_: True)
    monkeypatch.setattr(running.withdrawing, "catch_up", lambda _: None)
    monkeypatch.setattr(running.checking, "blocked", lambda *_, **__: [])
    made = running.build_release(layout.root)
    assert (made.is_new, made.set_aside) == (False, ())
    command = ["release", "build", "--data", str(layout.root)]
    done = CliRunner(env={"KAWARABAN_KEEP_RELEASES": "1"}).invoke(main, command)
    assert "set aside for a week: 2026.9.0, 2026.11.0, 2026.11.1" in done.output


def test_at_an_address_they_go_for_good(kept: Layout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KAWARABAN_CACHE", str(tmp_path / "cache"))
    with s3_server(monkeypatch) as store:
        for path in kept.releases.rglob("*"):
            if path.is_file():
                store.objects[f"data/{path.relative_to(kept.root).as_posix()}"] = path.read_bytes()
        layout = Layout("s3://bucket/data")  # type: ignore[arg-type]
        assert retention.keep(layout, 2, TODAY) == ["2026.9.0", "2026.11.0"]
        assert manifest.versions(layout, "local") == ["2026.11.2", "2026.11.1", "2026.10.0", "2026.9.1"]
        assert not [name for name in store.objects if "/local/2026.9.0/" in name]
        assert [name for name in store.objects if "/public/2026.11.0/" in name]
