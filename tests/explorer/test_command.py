"""``kawaraban explore`` and ``kawaraban export site`` as commands: they start, answer, end, and say in a line what is wrong."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
from click.testing import CliRunner

from assets.cli import main

ROOT = Path(__file__).resolve().parents[2]


def test_it_serves_until_it_is_told_to_end_and_loads_no_dagster(small: Path) -> None:
    code = (
        "import sys; from assets.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n"
        "    print(sorted({'dagster', 'great_expectations', 'pandas', 'sudachipy'} & sys.modules.keys()), flush=True)"
    )
    command = [sys.executable, "-c", code, "explore", "--data", str(small), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
            assert address is not None
            assert httpx.get(address[0], timeout=30, trust_env=False).status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        process.wait(30)
    assert rest.strip() == "[]"
    assert process.returncode in (0, -signal.SIGTERM, 143)


def test_what_is_wrong_is_said_in_a_line(small: Path, tmp_path: Path) -> None:
    nothing = CliRunner().invoke(main, ["explore", "--data", str(tmp_path)])
    assert (nothing.exit_code, nothing.output.count("\n")) == (2, 1)
    assert "holds no tables yet" in nothing.output
    no_release = CliRunner().invoke(main, ["explore", "--release", str(tmp_path)])
    assert no_release.exit_code == 2
    assert "is no release" in no_release.output
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = CliRunner().invoke(main, ["explore", "--data", str(small), "--port", port])
    assert refused.exit_code == 2
    assert "choose another --port" in refused.output
    inside = CliRunner().invoke(main, ["export", "site", str(small / "site"), "--data", str(small)])
    assert inside.exit_code == 2
    assert "name a directory elsewhere" in inside.output
