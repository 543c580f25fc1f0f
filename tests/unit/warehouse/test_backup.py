"""A data directory as one file and back: the same bytes, or nothing at all."""

import hashlib
import io
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.cli import main
from assets.fetch.state import State
from tests.factories import land_documents, lay, linked
from warehouse import backup, doctor, landing, tables
from warehouse.backup import BackupError
from warehouse.errors import LockedError
from warehouse.layout import Layout


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A data directory with a landing, tables, the state of fetching, what the UI remembers, and what is not worth keeping."""
    folder = tmp_path_factory.mktemp("backup")
    layout = Layout(folder / "data")
    lay(layout, linked(2), land_documents(layout, folder / "news", 2))
    with State.open(layout) as state:
        state.queue("凪浜新報", ["https://example.jp/news/1"])
    (layout.root / ".dagster" / "history").mkdir(parents=True)
    (layout.root / ".dagster" / ".ui.lock").write_text("process 1", encoding="utf-8")
    with closing(sqlite3.connect(layout.root / ".dagster" / "history" / "runs.db")) as connection:
        connection.executescript(
            "pragma journal_mode = wal; create table runs (id text); insert into runs values ('r');"
        )
    (layout.releases / "local" / "2026.11.0").mkdir(parents=True)
    (layout.releases / "local" / "2026.11.0" / "SHA256SUMS").write_text("of a release\n", encoding="utf-8")
    (layout.root / "withdrawals.json").write_text("[]\n", encoding="utf-8")
    layout.temporary.mkdir(exist_ok=True)
    (layout.temporary / "half").write_text("half", encoding="utf-8")
    return layout


@pytest.fixture
def made(layout: Layout, tmp_path: Path) -> Path:
    backup.back_up(layout, tmp_path / "kept.tar")
    return tmp_path / "kept.tar"


def hashes(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_what_is_restored_is_what_was_there(layout: Layout, made: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere" / "data"
    held = backup.restore(made, target)
    before, after = hashes(layout.root), hashes(target)
    assert held.files == len(after)
    gone = before.keys() - after.keys()
    assert gone <= {
        ".lock",
        "fetch/.lock",
        ".dagster/.ui.lock",
        "tmp/half",
        "witness.json",
        "fetch/state.sqlite.sha256",
        "landing/index.sqlite.sha256",
        ".dagster/history/runs.db-wal",
        ".dagster/history/runs.db-shm",
    }
    differ = {name for name in after if before[name] != after[name]}
    assert all(name.endswith((".sqlite", ".db")) for name in differ), "SQLite copies its own files"
    assert "releases/local/2026.11.0/SHA256SUMS" in after
    restored = Layout(target)
    wrong, before_wrong = (
        {finding.path.relative_to(held.root) for finding in doctor.examine(held)} for held in (restored, layout)
    )
    assert wrong == before_wrong, "nothing is wrong that was not before"
    assert landing.batches(restored) == landing.batches(layout)
    with State.open(restored) as state:
        assert state.waiting("凪浜新報") == 1
    with closing(sqlite3.connect(target / ".dagster" / "history" / "runs.db")) as connection:
        assert connection.execute("select id from runs").fetchall() == [("r",)]
    (one,) = restored.landing.glob("dt=*/*.parquet")
    (other,) = layout.landing.glob("dt=*/*.parquet")
    assert abs(one.stat().st_mtime_ns - other.stat().st_mtime_ns) < 1_000


def test_any_tar_and_sha256sum_read_it(made: Path, tmp_path: Path) -> None:
    subprocess.run(["tar", "xf", made, "-C", tmp_path], check=True)
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_nothing_is_overwritten(layout: Layout, made: Path, tmp_path: Path) -> None:
    before = made.read_bytes()
    with pytest.raises(BackupError, match="not overwritten"):
        backup.back_up(layout, made)
    assert made.read_bytes() == before
    target = tmp_path / "data"
    target.mkdir()
    backup.restore(made, target)  # an empty directory is no data
    with pytest.raises(BackupError, match="not overwritten"):
        backup.restore(made, target)


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    at = data.index(b"PAR1") + 100
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def without_sums(data: bytes) -> bytes:
    return data[: data.index(b"SHA256SUMS\0" + b"\0" * 50)] + b"\0" * 10_240


@pytest.mark.parametrize("harm", [cut, flip, without_sums, lambda _: b"", lambda _: b"no tar at all" * 99])
def test_what_is_not_as_it_was_backed_up_is_refused_and_leaves_nothing(
    made: Path, tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    made.write_bytes(harm(made.read_bytes()))
    with pytest.raises(BackupError):
        backup.verify(made)
    with pytest.raises(BackupError):
        backup.restore(made, tmp_path / "restored" / "data")
    assert list((tmp_path / "restored").glob("*")) + list((tmp_path / "restored").glob(".*")) == []


@pytest.mark.parametrize("name", ["../outside", "/outside", "a/../../outside", "./a", "a\\b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    hostile = tmp_path / "hostile.tar"
    sums = f"{hashlib.sha256(b'x').hexdigest()}  {name}\n".encode()
    with tarfile.open(hostile, "w") as archive:
        for member, content in ((name, b"x"), ("SHA256SUMS", sums)):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    with pytest.raises(BackupError, match="leads elsewhere"):
        backup.restore(hostile, tmp_path / "in" / "data")
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "in" / "outside").exists()


def test_links_and_doubles_are_refused(layout: Layout, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.tar"
    with tarfile.open(hostile, "w") as archive:
        info = tarfile.TarInfo("a")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(BackupError, match="is no file"):
        backup.verify(hostile)
    with tarfile.open(hostile, "w") as archive:
        for _ in range(2):
            archive.addfile(tarfile.TarInfo("a"), io.BytesIO())
    with pytest.raises(BackupError, match="comes twice"):
        backup.verify(hostile)
    link = layout.root / "linked"
    link.symlink_to(tmp_path)
    try:
        with pytest.raises(BackupError, match="is a link"):
            backup.back_up(layout, tmp_path / "new.tar")
    finally:
        link.unlink()
    assert not list(tmp_path.glob("*new.tar*")) + list(tmp_path.glob(".*new.tar*"))


def test_what_ends_early_leaves_nothing_and_a_run_is_waited_for(layout: Layout, tmp_path: Path) -> None:
    def stop(_phase: str, _done: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "kept" / "new.tar"
    target.parent.mkdir()
    with pytest.raises(KeyboardInterrupt):
        backup.back_up(layout, target, progress=stop)
    with tables.hold(layout), pytest.raises(LockedError):
        backup.back_up(layout, target)
    assert list(target.parent.iterdir()) == []


def test_the_commands(layout: Layout, tmp_path: Path) -> None:
    def call(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, list(arguments))
        return done.exit_code, done.output

    code, said = call("backup", str(tmp_path), "--data", str(layout.root))
    assert code == 0
    (kept,) = tmp_path.glob("kawaraban-*.tar")
    assert said.startswith(str(kept))
    assert call("restore", str(kept), "--check") == (
        0,
        f"{kept}:{said.partition(':')[2].partition(', proved')[0]}, every one as it was backed up\n",
    )
    assert call("restore", str(kept), "--data", str(tmp_path / "data"))[0] == 0
    for arguments, words in {
        ("restore", str(kept), "--data", str(tmp_path / "data")): "not overwritten",
        ("restore", str(tmp_path / "none.tar")): "does not exist",
        ("backup", str(tmp_path / "new.tar"), "--data", str(tmp_path / "empty")): "nothing to back up",
        ("backup", str(layout.root / "in.tar"), "--data", str(layout.root)): "in the data directory itself",
        ("backup", str(tmp_path / "no" / "new.tar"), "--data", str(layout.root)): "there is no directory",
    }.items():
        code, said = call(*arguments)
        assert (code, words in said) == (2, True), said
    assert not (tmp_path / "empty").exists()
