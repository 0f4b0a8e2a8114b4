"""A pattern sought by its words finds what the plain regular expression finds, at a fraction of the price."""

import json
from pathlib import Path

import pytest

from matching.reading import read, sought
from matching.reading.note import Note
from matching.reading.pattern_words import stays_in_a_line
from matching.reading.sought import Sought

CASES = Path(__file__).resolve().parents[2] / "data" / "cases" / "gold"


@pytest.mark.parametrize(("pattern", "words", "led"), [
    (r"\b(?:perte|amaigrissement) de \d", {"perte de ", "amaigrisseme"}, True),
    (r"rechutes?|recidive", {"rechute", "recidive"}, True),
    (r"pas d[e'] meta", {"pas de meta", "pas d' meta"}, True),
    (r"dr(?= )", {"dr "}, True),
    (r"(?:non )?operee?", {"non opere", "opere"}, True),
    (r"(\d{2,3}) ?kg", {"kg", " kg"}, False),
    (r"\d+ (?:ans|mois)\b", {" ans", " mois"}, False),
    (r"[a-z]+@", {"@"}, False),
    (r"[A-Z][a-z]+ ?<(?=[a-z]+@)", {"@"}, False),
    (r"(?i:Chere?) [A-Z]", {"cher ", "chere "}, True),
    (r"\d\d", set(), False),
])  # fmt: skip
def test_the_words_of_a_pattern_are_derived_from_it(pattern: str, words: set[str], led: bool):
    one = Sought(pattern)
    assert (one.words, one.led) == (words, led)


def test_a_pattern_sought_finds_what_the_regular_expression_finds():
    texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(CASES.glob("*.json"))]
    read(texts[0], "x")  # every pattern is known
    found = 0
    for text in texts:
        note = Note(text)
        for one in sought._PATTERNS:
            plainly = [match.span() for match in one.pattern.finditer(one.text_of(note))]
            assert [match.span() for match in one.finditer(note)] == plainly
            found += len(plainly)
            for unit in note.units[::5]:
                begun = one.pattern.finditer(one.text_of(note), unit.start, unit.end)
                assert [match.span() for match in one.finditer(note, unit.start, unit.end)] == [match.span() for match in begun]
    assert found > 1000


@pytest.mark.parametrize(("pattern", "stays"), [
    (r"\b\d{1,3} ?(?:mm|cm)(?![a-z0-9])", True),
    (r"\d+\s?kg", False),
    (r"\d+[^.;]{0,10}kg", False),
    (r"\d+ kg(?=[,;\n])", False),
    (r"\d+ kg$", False),
])  # fmt: skip
def test_a_pattern_that_may_look_over_a_line_break_is_not_sought_line_by_line(pattern: str, stays: bool):
    assert stays_in_a_line(pattern) is stays
