"""Two releases of the public edition, the second with an article more, built once for the tests that hand them on."""

import shutil
from pathlib import Path

import pytest

from tests.factories import VERSIONS, land_documents, lay, linked
from tests.release.quick import validate_by_sql
from warehouse import quality
from warehouse.layout import Layout
from warehouse.release.build import build


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """A data directory with the public releases 2026.11.0 and 2026.11.1; nobody changes it."""
    root = tmp_path_factory.mktemp("home")
    layout = Layout(root / "data")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quality, "validate_files", validate_by_sql)
        for first, count in ((1, 2), (3, 1)):
            lay(layout, linked(count, first=first), land_documents(layout, root / "news", count, first=first))
            build(layout, edition="public", versions=VERSIONS)
    return layout


@pytest.fixture
def releases(home: Layout) -> tuple[Path, Path]:
    """The older and the newer release."""
    return home.release("2026.11.0", "public"), home.release("2026.11.1", "public")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations is left out."""
    monkeypatch.setattr(quality, "validate_files", validate_by_sql)


@pytest.fixture
def layout(tmp_path: Path, quick: None) -> Layout:
    """A data directory of two documents, nothing released."""
    layout = Layout(tmp_path / "data")
    lay(layout, linked(2), land_documents(layout, tmp_path / "news", 2))
    return layout


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The public and the local release of the same tables."""
    root = tmp_path_factory.mktemp("released")
    layout = Layout(root / "data")
    lay(layout, linked(2), land_documents(layout, root / "news", 2))
    return build(layout, versions=VERSIONS, edition="public"), build(layout, versions=VERSIONS)


@pytest.fixture
def copied(released: tuple[Path, Path], tmp_path: Path) -> Path:
    """The local release, to be harmed."""
    return Path(shutil.copytree(released[1], tmp_path / "copy"))
