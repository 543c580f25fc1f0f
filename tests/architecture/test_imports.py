"""Who may import whom (CONTRIBUTING.md, "Import rules"): read from the sources, so that a lazy import counts, too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("schemas", "pipeline", "warehouse", "assets")
MAY_IMPORT = {
    "schemas": {"schemas"},
    "pipeline": {"schemas", "pipeline"},
    "warehouse": {"schemas", "warehouse"},
    "assets": {"schemas", "pipeline", "warehouse", "assets"},
}
ONLY_IN = {
    "dagster": ("assets/",),
    "sudachipy": ("pipeline/segment/",),
    "sudachidict_core": ("pipeline/segment/",),
    "duckdb": ("warehouse/",),
    "great_expectations": ("schemas/render/expectations.py", "warehouse/quality.py", "warehouse/data_docs.py"),
}
ORDER = ("read", "normalize", "segment", "extract", "link")
ROOMS = {
    "article": {"article"},
    "numbers": {"numbers"},
    "times": {"article", "numbers", "times"},
    "amounts": {"article", "numbers", "times", "amounts"},
    "names": {"article", "names"},
    "structure": {"article", "structure"},
    "saying": {"article", "names", "structure", "times", "saying"},
    "terms": {"article", "terms"},
    "hedges": {"article"},
    "references": {"article"},
    "comments": {"article"},
}
"""What each room of ``pipeline/extract`` stands on."""
FORBIDDEN_NAMES = {"utils", "common", "helpers", "manager", "util", "helper", "misc"}


def imported(source: str) -> Iterator[tuple[str, bool]]:
    """Modules that a source imports, each with whether the import stands at the top of the module."""
    tree = ast.parse(source)
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, id(node) in top
            for alias in node.names:
                yield f"{node.module}.{alias.name}", id(node) in top


def violations(path: str, source: str) -> list[str]:
    """What the source at ``path`` (relative to the root) imports against the rules."""
    folder, found = path.split("/")[0], []
    package = path.split("/")[1] if folder == "pipeline" else ""
    for module, at_top in imported(source):
        head = module.split(".")[0]
        if head in (*FOLDERS, "tests", "benchmarks") and head not in MAY_IMPORT[folder]:
            found.append(f"{path} imports {module}")
        if head in ONLY_IN and not path.startswith(ONLY_IN[head]):
            found.append(f"{path} imports {module}, which belongs in {' or '.join(ONLY_IN[head])}")
        if head == "great_expectations" and at_top:
            found.append(f"{path} imports {module} at the top; its import costs seconds")
        parts = module.split(".")
        if (
            head == "pipeline"
            and package in ORDER
            and len(parts) > 1
            and parts[1] in ORDER
            and ORDER.index(parts[1]) > ORDER.index(package)
        ):
            found.append(f"{path} imports {module}, a later package")
        found += across_rooms(path, parts)
    return found


def across_rooms(path: str, module: list[str]) -> list[str]:
    """Whether a module of a room of extraction imports one of a room that it does not stand on."""
    folders = Path(path).with_suffix("").parts
    if (
        folders[:2] != ("pipeline", "extract")
        or module[:2] != ["pipeline", "extract"]
        or min(len(folders), len(module)) < 3
    ):
        return []
    room, other = folders[2], module[2]
    if room == "__init__" or other in ROOMS.get(room, set()) | {room}:
        return []
    return [f"{path} imports {'.'.join(module)}; {room} stands on {', '.join(sorted(ROOMS.get(room, set())))}"]


def sources() -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", sources())
def test_source_obeys_the_import_rules(path: str) -> None:
    assert violations(path, (ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("schemas/model.py", "import pipeline.span"),
        ("pipeline/extract/times/time_expressions.py", "from warehouse import layout"),
        ("warehouse/tables.py", "from pipeline import run"),
        ("pipeline/read/html.py", "import sudachipy"),
        ("assets/stages.py", "import duckdb"),
        ("warehouse/catalog.py", "import dagster as dg"),
        ("warehouse/quality.py", "import great_expectations as gx"),
        ("pipeline/normalize/blocks.py", "from pipeline.extract.times.time_expressions import find_times"),
        ("pipeline/normalize/blocks.py", "def f():\n    from pipeline.link import merges"),
        ("pipeline/extract/article/view.py", "from pipeline.extract.names.mentions import mentions"),
        ("pipeline/extract/times/ranges.py", "from pipeline.extract.amounts.units import unit_at"),
        ("pipeline/extract/names/roles.py", "from pipeline.extract.saying.cues import find_cues"),
        ("pipeline/extract/hedges.py", "import pipeline.extract.terms.glossary"),
    ],
)
def test_a_forbidden_import_is_found(path: str, source: str) -> None:
    assert violations(path, source)


def test_no_module_is_named_for_nothing() -> None:
    assert [path for path in sources() if set(Path(path).with_suffix("").parts) & FORBIDDEN_NAMES] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [
        path for path in sources() if not ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))
    ] == []


def _modules() -> dict[str, set[str]]:
    """Every module with the modules that it imports anywhere, inside functions too."""
    names = {path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): path for path in sources()}
    return {
        name: {module for module, _top in imported((ROOT / path).read_text(encoding="utf-8"))} & names.keys() - {name}
        for name, path in names.items()
    }


def circle(imports: dict[str, set[str]]) -> list[str]:
    """Modules that import one another in a circle, the first such circle; empty where there is none."""
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str]:
        if module in path:
            return path[path.index(module) :]
        if module in done:
            return []
        for other in sorted(imports[module]):
            if found := visit(other, [*path, module]):
                return found
        done.add(module)
        return []

    return next((found for module in sorted(imports) if (found := visit(module, []))), [])


def test_no_modules_import_one_another_in_a_circle() -> None:
    assert circle(_modules()) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]
