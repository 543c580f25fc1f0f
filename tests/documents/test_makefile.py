"""What make tells pip and uv: the variables of one are known to the other, and uv trusts what the system trusts."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.documents.conftest import ROOT

NAMES = (
    "UV_SYSTEM_CERTS",
    "SSL_CERT_FILE",
    "PIP_CERT",
    "UV_DEFAULT_INDEX",
    "UV_INDEX_URL",
    "UV_INDEX",
    "UV_FIND_LINKS",
    "PIP_INDEX_URL",
)


def told(folder: Path, given: dict[str, str]) -> dict[str, str]:
    """The environment in which make calls uv, of those names that matter."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").touch()
    uv = folder / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(f"#!/bin/sh\nenv > {folder}/told\n", encoding="utf-8")
    uv.chmod(0o755)
    environment = {"PATH": f"{uv.parent}:{os.defpath}", **given}
    subprocess.run(["make", "install"], cwd=folder, env=environment, capture_output=True, check=True)
    pairs = (line.partition("=") for line in (folder / "told").read_text(encoding="utf-8").splitlines())
    return {name: value for name, _, value in pairs if name in NAMES}


HOUSE = "https://packages.house.example/simple"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"PIP_INDEX_URL": HOUSE}, {"UV_DEFAULT_INDEX": HOUSE, "PIP_INDEX_URL": HOUSE}),
        ({"UV_DEFAULT_INDEX": HOUSE}, {"UV_DEFAULT_INDEX": HOUSE, "PIP_INDEX_URL": HOUSE}),
        ({"UV_INDEX_URL": HOUSE}, {"UV_INDEX_URL": HOUSE, "PIP_INDEX_URL": HOUSE}),
        (
            {"PIP_INDEX_URL": "https://other.example/simple", "UV_DEFAULT_INDEX": HOUSE},
            {"PIP_INDEX_URL": "https://other.example/simple", "UV_DEFAULT_INDEX": HOUSE},
        ),
        ({"PIP_CERT": "/etc/house.pem"}, {"SSL_CERT_FILE": "/etc/house.pem", "PIP_CERT": "/etc/house.pem"}),
        ({"SSL_CERT_FILE": "/etc/house.pem"}, {"SSL_CERT_FILE": "/etc/house.pem", "PIP_CERT": "/etc/house.pem"}),
        ({"PIP_EXTRA_INDEX_URL": HOUSE, "PIP_FIND_LINKS": "/wheels"}, {"UV_INDEX": HOUSE, "UV_FIND_LINKS": "/wheels"}),
        ({"UV_SYSTEM_CERTS": "false"}, {"UV_SYSTEM_CERTS": "false"}),
    ],
)
def test_pip_and_uv_are_told_the_same(tmp_path: Path, given: dict[str, str], expected: dict[str, str]) -> None:
    assert told(tmp_path, given) == {"UV_SYSTEM_CERTS": "true", **expected}
