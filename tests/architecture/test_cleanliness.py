"""What may not stand in the repository: this machine's paths, registries' hosts, files that only a lock with hosts would have."""

import re
import subprocess
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|index-url\s*=?\s*http", re.IGNORECASE)
ABSOLUTE = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_lock_with_hosts() -> None:
    assert not (ROOT / "uv.lock").exists()


def test_no_registry_host_and_no_path_of_a_machine() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        if path != Path(__file__).resolve() and (HOSTS.search(text) or ABSOLUTE.search(text)):
            found.append(str(path.relative_to(ROOT)))
    assert found == []


def test_every_locked_package_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = [block for block in re.split(r"\n(?=[a-z0-9])", lock) if "==" in block]
    assert packages
    assert [block.split()[0] for block in packages if "--hash=sha256:" not in block] == []


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *chain.from_iterable(extras)]
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=!~\[; ]", line)[0] for line in wanted]
    assert [name for name in names if f"`{name}`" not in contributing] == []
