"""Two releases of the public edition, the second with an article more, built once for the tests that hand them on."""

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
