"""The command end to end: what it leaves, what it prints, and what it does about bad input, locks and kills."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.graph.conftest import DAY, FETCHED_AT, ROOT, Kawaraban


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_a_run_leaves_tables_results_catalog_and_a_verified_release(
    kawaraban: Kawaraban, inbox: Path, tmp_path: Path
) -> None:
    done = kawaraban("run", "inbox", "--data", "out", "--fetched-at", FETCHED_AT)
    assert done.returncode == 0, done.stderr
    assert "articles  3  (2 rejected, 0 repaired)" in done.stdout
    assert "1 x invalid_json" in done.stdout
    assert "1 x missing_text" in done.stdout
    assert done.stderr == ""
    out = tmp_path / "out"
    assert list((out / "tables" / "articles" / f"dt={DAY}").glob("part-*.parquet"))
    assert (out / "kawaraban.duckdb").is_file()
    (release,) = [path for path in (out / "releases" / "local").iterdir() if path.is_dir()]
    assert (release / "QUALITY.md").is_file()
    assert kawaraban("release", "verify", str(release)).returncode == 0
    built = kawaraban("release", "build", "--data", "out")
    assert built.stdout.startswith("nothing new: "), built.stderr
    assert [path for path in (out / "releases" / "local").iterdir() if path.is_dir()] == [release]

    before = tree(out)
    again = kawaraban("run", "inbox", "--data", "out")
    assert again.returncode == 0
    assert again.stdout.startswith("nothing changed")
    assert tree(out) == before

    (inbox / "d.txt").write_text("南浜町の役場は16日、断水が解消したと発表した。\n", encoding="utf-8")
    added = kawaraban("run", "inbox", "--data", "out", "--fetched-at", "2026-01-15T10:00:00+09:00")
    assert added.returncode == 0, added.stderr
    assert "articles  1 now, 4 in all  (0 rejected, 0 repaired)" in added.stdout
    after = tree(out)
    parts = {name for name in before if "/dt=" in name or name.startswith("landing")}
    assert parts
    assert all(after[name] == before[name] for name in parts if name.startswith(("tables", "landing", "contributions")))

    answer = kawaraban(
        "sql",
        "select speaker_text, cue from statements where kind = 'direct' order by 1",
        "--data",
        "out",
        "--format",
        "json",
    )
    assert {"speaker_text": "大野健一", "cue": "明らかにした"} in [
        json.loads(line) for line in answer.stdout.splitlines()
    ]


def test_two_data_directories_from_one_input_are_byte_identical(
    kawaraban: Kawaraban, inbox: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        assert kawaraban("run", "inbox", "--data", name, "--fetched-at", FETCHED_AT).returncode == 0
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert one
    assert one == two


def test_bad_usage_ends_with_2_and_one_line(kawaraban: Kawaraban, inbox: Path, tmp_path: Path) -> None:
    missing = kawaraban("run", "no-such-path", "--data", "out")
    assert missing.returncode == 2
    assert len(missing.stderr.strip().splitlines()) == 1
    assert "no-such-path" in missing.stderr
    assert not (tmp_path / "out").exists()
    time_error = kawaraban("run", "inbox", "--fetched-at", "yesterday")
    assert time_error.returncode == 2
    empty = kawaraban("sql", "select 1", "--data", "nothing-here")
    assert empty.returncode == 2
    assert "kawaraban run" in empty.stderr


def test_a_held_directory_ends_with_2_and_says_who_holds_it(kawaraban: Kawaraban, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = kawaraban("run", "inbox", "--data", "out")
    assert held.returncode == 2
    assert "in use" in held.stderr
    assert len(held.stderr.strip().splitlines()) == 1


def test_wrong_sql_is_one_or_two_lines_without_traceback(kawaraban: Kawaraban, inbox: Path) -> None:
    assert kawaraban("run", "inbox", "--data", "out", "--no-release").returncode == 0
    wrong = kawaraban("sql", "select nothing_like_this from articles", "--data", "out")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
    assert len(wrong.stderr.strip().splitlines()) <= 2
    debug = kawaraban("sql", "select nothing_like_this from articles", "--data", "out", "--debug")
    assert "Traceback" in debug.stderr


def fill(inbox: Path) -> None:
    """So many documents that a run is still at work some time after it has landed them."""
    lines = [
        json.dumps(
            {"id": str(i), "text": f"第{i}報。霧浜市は{i % 28 + 1}日、道路の復旧を急ぐと発表した。" * 8},
            ensure_ascii=False,
        )
        for i in range(1200)
    ]
    (inbox / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_a_killed_run_leaves_no_half_table_and_the_next_one_repairs(
    inbox: Path, tmp_path: Path, kawaraban: Kawaraban
) -> None:
    fill(inbox)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "assets.cli",
        "run",
        "inbox",
        "--data",
        "out",
        "--fetched-at",
        FETCHED_AT,
        "--no-release",
        "--workers",
        "1",
    ]
    for delay in (0.7, 1.5, 3.0):
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        import pyarrow.parquet as pq

        for path in (tmp_path / "out").rglob("*.parquet"):
            pq.read_table(path)
    assert kawaraban("run", "inbox", "--data", "out", "--fetched-at", FETCHED_AT, "--no-release").returncode == 0
    assert kawaraban("run", "inbox", "--data", "clean", "--fetched-at", FETCHED_AT, "--no-release").returncode == 0
    assert tree(tmp_path / "out" / "tables") == tree(tmp_path / "clean" / "tables")
    assert not list((tmp_path / "out").rglob("*.tmp-*"))


def test_sql_tables_and_verify_never_load_dagster_or_great_expectations() -> None:
    code = (
        "import sys, assets.cli, assets.answers, assets.terminal, warehouse.catalog, warehouse.release.verify\n"
        "heavy = {'dagster', 'great_expectations', 'sudachipy', 'pandas', 'httpx'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_empty_directory_is_said_to_be_empty_and_nothing_is_left(kawaraban: Kawaraban, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = kawaraban("run", "empty", "--data", "out")
    assert done.returncode == 2
    assert "nothing to read was found in empty" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_in_the_background_a_run_ignores_an_interrupt_and_ends_by_term(inbox: Path, tmp_path: Path) -> None:
    fill(inbox)
    process = subprocess.Popen(
        [sys.executable, "-m", "assets.cli", "run", str(inbox), "--data", "out", "--progress", "plain"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # as sh does for `command &` in a script
    )
    try:
        for _ in range(2400):  # two minutes, on a machine that is very busy
            if list((tmp_path / "out").glob("landing/dt=*/*.parquet")):
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 143
    assert "what is finished is kept" in error
    assert "Traceback" not in error
    assert not list((tmp_path / "out" / "releases").glob("*"))
