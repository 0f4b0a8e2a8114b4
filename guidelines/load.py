"""Rule files, read and checked: every fault of every file at once.

    >>> base = load_all()
    >>> [guideline.id for guideline in base.guidelines][:2]
    ['breast-localised', 'breast-metastatic']

A fault reads `breast/localised.yaml:31:24: caractéristique inconnue « tumour.siez » ; vouliez-vous dire « tumour.size » ?`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from guidelines.model import Guideline, RuleBase
from guidelines.overlay import is_overlay, over, overlaid
from guidelines.reader import GuidelineReader
from guidelines.sound import without_faulty
from guidelines.source import FileFault, Position, RuleFileError, RuleText, parse_rule_text, read_rule_text
from store.settings import home

RULES = Path(__file__).resolve().parent / "rules"


def load(path: Path | str) -> Guideline:
    """The guideline of one rule file. Raises RuleFileError with every fault of the file."""
    found = _read(Path(path))
    if isinstance(found, Guideline):
        return found
    raise RuleFileError(
        [FileFault(found.name, Position(1, 1), "c'est un calque, pas un référentiel ; le charger avec son référentiel")]
    )


def _read(path: Path) -> Guideline | RuleText:
    """The guideline of a file; the text of an overlay, which means nothing without its guideline."""
    if not path.is_file():
        raise RuleFileError([FileFault(str(path), Position(1, 1), "ce fichier de règles n'existe pas")])
    state = path.stat()
    return _load(path.resolve(), _name(path), state.st_mtime_ns, state.st_size)


def loads(text: str, name: str = "règles.yaml") -> Guideline:
    """The guideline of a text, as a curator is writing it. Raises RuleFileError with every fault."""
    return _guideline(parse_rule_text(text, name))


def load_in_part(path: Path | str) -> tuple[Guideline | RuleText | None, list[FileFault]]:
    """What of a rule file can be worked on in spite of its faults, and these faults; the text of an overlay; None for nothing."""
    try:
        return _in_part(read_rule_text(Path(path), _name(Path(path))))
    except RuleFileError as error:
        return None, error.faults


def loads_in_part(text: str, name: str) -> tuple[Guideline | RuleText | None, list[FileFault]]:
    """The same for a text, as a curator is writing it."""
    try:
        return _in_part(parse_rule_text(text, name))
    except RuleFileError as error:
        return None, error.faults


def as_patients_meet_it(text: str, name: str, base: RuleBase) -> Guideline | None:
    """What a text being written makes of the rules: its guideline; for an overlay, the guideline of `base` with it and its
    own examples; None where it is faulty."""
    read, _ = loads_in_part(text, name)
    if not isinstance(read, RuleText):
        return read
    found, _ = overlaid(base, read)
    return replace(found.whole, tests=found.own.tests) if found else None


def load_all(folder: Path | str = RULES) -> RuleBase:
    """Every guideline under a folder, in the order of the files, its overlays over them. Raises RuleFileError with every fault."""
    guidelines: list[Guideline] = []
    overlays: list[RuleText] = []
    faults: list[FileFault] = []
    for path in rule_files(folder):
        try:
            found = _read(path)
        except RuleFileError as error:
            faults += error.faults
        else:
            if isinstance(found, Guideline):
                guidelines.append(found)
            else:
                overlays.append(found)
    faults += used_twice(guidelines)
    if faults:
        raise RuleFileError(faults)
    return over(RuleBase(tuple(guidelines)), overlays)


def installed() -> RuleBase:
    """The shipped rules under the overlays of this machine, kept in the folder `overlays` of the program's own folder."""
    found = [_read(path) for path in rule_files(home() / "overlays")]
    return over(load_all(), [text for text in found if isinstance(text, RuleText)])


def rule_files(folder: Path | str = RULES) -> list[Path]:
    """The rule files under a folder (or the file itself), sorted."""
    folder = Path(folder)
    return [folder] if folder.is_file() else sorted(folder.rglob("*.yaml"))


@lru_cache(maxsize=256)
def _load(path: Path, name: str, modified: int, size: int) -> Guideline | RuleText:
    """A file is read once, and again when it has changed."""
    text = read_rule_text(path, name)
    return text if is_overlay(text) else _guideline(text)


def _guideline(text: RuleText) -> Guideline:
    reader = GuidelineReader(text)
    guideline = reader.guideline()
    if reader.faults:
        raise RuleFileError(_by_line(reader.faults))
    return guideline


def _in_part(text: RuleText) -> tuple[Guideline | RuleText | None, list[FileFault]]:
    if is_overlay(text):
        return text, []
    reader = GuidelineReader(text)
    guideline = reader.guideline()
    return without_faulty(guideline, reader.faulty), _by_line(reader.faults)


def _by_line(faults: list[FileFault]) -> list[FileFault]:
    return sorted(faults, key=lambda fault: (fault.position.line, fault.position.column))


def _name(path: Path) -> str:
    """How a fault calls a file: from the rule folder where it is in it, else as it was given."""
    resolved = path.resolve()
    return str(resolved.relative_to(RULES)) if resolved.is_relative_to(RULES) else str(path)


def used_twice(guidelines: list[Guideline]) -> list[FileFault]:
    """A fault for each guideline that bears the id of an earlier one."""
    first: dict[str, Guideline] = {}
    faults = []
    for guideline in guidelines:
        other = first.setdefault(guideline.id, guideline)
        if other is not guideline:
            sentence = f"l'identifiant « {guideline.id} » est déjà celui de {other.file} ; un identifiant ne sert qu'une fois"
            faults.append(FileFault(guideline.file, Position(1, 1), sentence))
    return faults
