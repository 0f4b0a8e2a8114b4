"""What a note says does not depend on how it was typed: blanks, quotes, line ends, accents, the decimal sign."""

import json
import re
import textwrap
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from matching.case import Case
from matching.catalogue import catalogue
from matching.reading import read
from matching.reading.note import Note

OWN = (
    """RCP sein du 12/03/2025
F 57 ans, OMS 1, ménopausée, 59,5 kg, tabac sevré (12 PA).
ATCD : HTA, diabète de type 2. Pas de maladie auto-immune.
Mère : cancer du sein à 48 ans.
Carcinome canalaire infiltrant du sein gauche, grade III, RE 90 %, RP 0 %, HER2 2+ (FISH non amplifié), Ki67 25-30 %.
cT2 N1 M0. FEVG 62,5 % ; créatinine 84 µmol/L (101 en mars 2024) ; « bilan d'extension négatif ».
Question : chimiothérapie néoadjuvante ?
""",
    """Monsieur, 72 ans, suivi pour un adénocarcinome pulmonaire du lobe supérieur droit, métastatique d'emblée
(os, surrénale gauche ; pas de lésion cérébrale à l'IRM du 05/02/2025).
PD-L1 : TPS < 1 %. NGS : KRAS G12C, EGFR sauvage, ALK et ROS1 non réarrangés.
PS 2, Karnofsky 70 %, poids 68 kg, perte de poids de 7,5 % en 3 mois. Tabagisme actif, 45 PA.
Hb 10,8 g/dL, plaquettes 145 000/mm3, LDH 2,5 N, clairance 58 mL/min.
A reçu carboplatine - pémétrexed - pembrolizumab, 4 cycles de mars à juin 2024. Progression hépatique.
""",
)


def notes(folder: Path) -> list[str]:
    return [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(folder.glob("*.json"))]


def no_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


TYPED: dict[str, Callable[[str], str]] = {
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "double blanks": lambda text: re.sub(r"(?<=\S) (?=\S)", "  ", text),
    "typographic quotes": lambda text: text.replace("'", "’").replace('"', "”"),
    "typographic dashes": lambda text: text.replace("-", "‑"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "no accents": no_accents,
    "accents apart": lambda text: unicodedata.normalize("NFD", text),
    "decimal point": lambda text: re.sub(r"(?<![\d,])(\d+),(\d+)(?![\d,])", r"\1.\2", text),
}


def told(case: Case) -> dict[str, object]:
    """Values and the words that prove them, however those are typed. Free text is compared by its words."""
    found: dict[str, object] = {}
    for key, feature in case.features.items():
        value = plain(feature.value) if catalogue()[key].type == "text" and isinstance(feature.value, str) else feature.value
        found[key] = (value, feature.date, tuple(plain(item.text) for item in feature.evidence))
    for number, record in enumerate(case.treatments):
        shown = {name: value for name, value in record.to_json().items() if name != "evidence"}
        found[f"treatment {number}"] = (
            plain(json.dumps(shown, ensure_ascii=False)),
            tuple(plain(item.text) for item in record.evidence),
        )
    return found


def plain(text: str) -> str:
    return re.sub(r"(?<=\d)[,.](?=\d)", ".", " ".join(Note(text).plain.split()))


def differences(text: str, other: str) -> list[str]:
    before, after = told(read(text, "x")), told(read(other, "x"))
    return [
        f"{key}: {before.get(key)} / {after.get(key)}" for key in sorted({*before, *after}) if before.get(key) != after.get(key)
    ]


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("text", OWN, ids=["sein", "poumon"])
def test_a_note_says_the_same_however_it_is_typed(text: str, typed: str):
    assert not differences(text, TYPED[typed](text))


@pytest.mark.parametrize("typed", TYPED)
def test_the_shared_cases_say_the_same_however_they_are_typed(shared_dir: Path, typed: str):
    found = {
        number: said for number, text in enumerate(notes(shared_dir / "cases")) if (said := differences(text, TYPED[typed](text)))
    }
    assert not found


def test_most_of_a_note_in_capitals_is_read(shared_dir: Path):
    """In capitals a few acronyms are ambiguous, and left out rather than guessed."""
    kept = every = 0
    for text in (*OWN, *notes(shared_dir / "cases")):
        before, after = read(text, "x"), read(text.upper(), "x")
        every += len(before.features)
        kept += sum(
            after.value(key) == feature.value for key, feature in before.features.items() if catalogue()[key].type != "text"
        )
    assert kept / every > 0.95


def test_most_of_a_note_broken_at_seventy_signs_is_read():
    """An e-mail or a PDF breaks lines anywhere: before a figure, a capital, in the middle of a date."""
    kept = every = 0
    for text in (*OWN, *notes(Path(__file__).resolve().parents[2] / "data" / "cases" / "gold")):
        broken = "\n".join(textwrap.fill(line, 70, break_on_hyphens=False) for line in text.split("\n"))
        before, after = read(text, "x"), read(broken, "x")
        every += len(before.features)
        kept += sum(
            after.value(key) == feature.value for key, feature in before.features.items() if catalogue()[key].type != "text"
        )
    assert kept / every > 0.96


def test_lines_of_their_author_are_not_joined():
    note = Note("HTA, diabète\nIMC 25\nPas de tabac\nMétastases hépatiques découvertes en mars, biopsie\nScanner : stable")
    assert [note.plain[unit.start : unit.end].strip() for unit in note.units][1:3] == ["imc 25", "pas de tabac"]
