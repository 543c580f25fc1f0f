"""`kawaraban release attach` on the examples: their holder gets back all that the public edition withholds."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from click.testing import CliRunner

from assets.cli import main
from schemas.dataset import DATASET
from tests.documents.conftest import ROOT, Made, kawaraban


def rows_of(release: Path, name: str) -> pa.Table | None:
    pieces = [pq.read_table(path, partitioning=None) for path in sorted((release / "data" / name).glob("*.parquet"))]
    return pa.concat_tables(pieces).replace_schema_metadata(None).combine_chunks() if pieces else None


def test_the_examples_complete_their_public_release(made: Made, tmp_path: Path) -> None:
    completed = tmp_path / "completed"
    total = pq.read_table(made.full / "data" / "articles")["text"].length()
    said = kawaraban("release", "attach", str(made.standoff), "examples", "--output", str(completed))
    assert said == f"{completed} verified: {total} of {total} withheld articles have their text again\n"
    for table in DATASET.tables:
        found, wanted = rows_of(completed, table.name), rows_of(made.full, table.name)
        if found is None or wanted is None:
            assert found is wanted, table.name
        else:
            assert found.to_pylist() == wanted.to_pylist(), table.name


def test_texts_of_other_articles_are_refused(made: Made, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("別の記事\n\n別の町の別の話である。\n", encoding="utf-8")
    arguments = ["release", "attach", str(made.standoff), str(tmp_path / "other.txt"), "--output", str(tmp_path / "o")]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code != 0
    assert "none of these texts is one of the" in done.stderr
    assert not (tmp_path / "o").exists()


def test_the_command_line_names_what_is_missing(made: Made) -> None:
    done = CliRunner().invoke(main, ["release", "attach", str(made.standoff), str(ROOT / "nowhere"), "--output", "o"])
    assert done.exit_code != 0
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
