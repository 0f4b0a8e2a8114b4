"""The plan of the house, kept: which room may import which, what a module may be called, where Streamlit may appear."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# What each room may import besides itself. `guidelines` and `trials` do not know each other; nothing imports `ui` but app.py.
BELOW = {
    "store": set(),
    "matching": set(),
    "guidelines": {"store", "matching"},
    "trials": {"store", "matching"},
    "dossier": {"store", "matching", "guidelines", "trials"},
    "ui": {"store", "matching", "guidelines", "trials", "dossier"},
}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "misc"}
PAGE_LINES = 150
MODULES = sorted(path for room in BELOW for path in (ROOT / room).rglob("*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """`import a.b` and `from a.b import c` give "a.b", wherever they stand in the file; a relative import stays in its room."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def top_level(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("room", BELOW)
def test_a_room_imports_only_the_rooms_below_it(room: str):
    others = BELOW.keys() - BELOW[room] - {room} | {"app", "tests", "bench"}
    climbing = {named(path): found for path in (ROOT / room).rglob("*.py") if (found := top_level(path) & others)}
    assert climbing == {}


def test_only_the_web_face_imports_streamlit():
    web = ROOT / "ui" / "web"
    elsewhere = [named(path) for path in MODULES if "streamlit" in top_level(path) and web not in path.parents]
    assert elsewhere == []


def test_the_sign_in_page_waits_neither_for_the_reader_nor_for_the_rules():
    begins = [line for line in (ROOT / "app.py").read_text("utf-8").splitlines() if line.startswith(("import ", "from "))]
    asked = [*begins, "import sys", "print({'matching.reading', 'guidelines', 'trials', 'dossier'} & sys.modules.keys())"]
    ran = subprocess.run([sys.executable, "-c", "\n".join(asked)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


def test_every_module_has_a_name_that_says_what_it_holds():
    assert [named(path) for path in MODULES if SAYS_NOTHING & set(path.relative_to(ROOT).with_suffix("").parts)] == []


def test_data_holds_no_code():
    assert [named(path) for path in (ROOT / "data").rglob("*.py")] == []


def test_no_folder_is_named_pages_which_streamlit_would_serve_by_itself():
    assert [named(path) for path in ROOT.glob("*/**/pages") if not named(path).startswith(".")] == []


def test_a_page_of_the_web_face_stays_short():
    pages = [ROOT / "app.py", *(ROOT / "ui" / "web").rglob("*.py")]
    lengths = {named(path): len(path.read_text().splitlines()) for path in pages if path.exists()}
    assert {name: lines for name, lines in lengths.items() if lines >= PAGE_LINES} == {}


def test_the_architecture_page_names_every_room_and_what_stands_in_it():
    page = ROOT / "docs" / "architecture.md"
    if not page.exists():
        pytest.skip("docs/architecture.md is not written yet")
    text = page.read_text()
    held = [path for room in BELOW for path in (ROOT / room).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    words = [f"{path.name}/" if path.is_dir() else path.name for path in held if path.name != "__init__.py"]
    assert sorted({word for word in [f"{room}/" for room in BELOW] + words if word not in text}) == []
