"""The same notes as a secretary may type them: what is still read of each, against the values awaited.

Each transformation changes how a note of data/cases is written and nothing of what it says: capitals, no accents, a wrong letter, short
forms, lines broken in a sentence, tables, bullets, no punctuation, other dates and decimals, a copied page heading, negations said
otherwise. All are repeatable. F1 of the values and of the treatments (modality, drugs, received or proposed), and the lines that fall most
say where reading leans on typing.
"""

from __future__ import annotations

import json
import random
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from matching.catalogue import catalogue
from matching.reading import read

CASES = Path(__file__).resolve().parent.parent / "data" / "cases"
FOLDERS = ("gold", "unseen", "unseen2", "unseen3")
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
SHORT = {
    "antécédents": "ATCD", "antécédent": "ATCD", "hypertension artérielle": "HTA", "adénocarcinome": "ADK", "adénopathies": "ADP",
    "adénopathie": "ADP", "métastases": "métas", "chimiothérapie": "chimio", "traitement": "ttt", "cancer": "K", "droite": "dte",
    "gauche": "gche", "scanner": "TDM", "hémoglobine": "Hb", "neutrophiles": "PNN", "plaquettes": "plq", "créatinine": "créat",
    "bilirubine": "bili", "albumine": "alb", "biopsie": "bx", "patiente": "pte", "réponse partielle": "RP", "réponse complète": "RC",
}  # fmt: skip
OTHERWISE = (
    (r"\b([Pp])as de (?=\w)", r"\1as de "), (r"\bPas d[e'’] ?", "Absence de "), (r"\bpas d[e'’] ?", "absence de "),
    (r"\bsans (?=lésion|adénop|métasta|embole|récidive)", "pas de "), (r"\bnormale?\b", "sans anomalie"), (r"\bnégatifs\b", "négatifs ce jour"),
)  # fmt: skip


def _no_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _wrong_letters(text: str) -> str:
    """In one long word of thirty, two neighbouring letters inside it change places."""
    chance = random.Random(len(text))

    def mistyped(word: re.Match[str]) -> str:
        letters = word.group()
        if chance.random() > 1 / 30:
            return letters
        place = chance.randrange(2, len(letters) - 2)
        return letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]

    return re.sub(r"\b[a-zà-ÿ]{8,}\b", mistyped, text)


def _short_forms(text: str) -> str:
    for word, short in SHORT.items():
        text = re.sub(rf"\b{word}\b", short, text)
    return text


def _broken_lines(text: str) -> str:
    """Lines of 70 signs at most, broken at a blank, as an e-mail or a PDF does."""
    broken = []
    for line in text.split("\n"):
        while len(line) > 70 and (cut := line.rfind(" ", 0, 70)) > 20:
            broken.append(line[:cut])
            line = line[cut + 1 :]
        broken.append(line)
    return "\n".join(broken)


def _table(text: str) -> str:
    return re.sub(r"(?m)^([^\n:|]{2,40}?) ?: (?=\S)", r"\1\t", text)


def _bullets(text: str) -> str:
    return re.sub(r"(?m)^(?=[^\s\-*•>=])", "• ", text)


def _no_punctuation(text: str) -> str:
    """Dictated: small letters, no comma, no full stop; lines stay."""
    text = re.sub(r"(?<!\d)[,;](?= )|(?<=\d)[,;](?= )|\.(?=\s|$)", "", text)
    return re.sub(r"(?m)^[A-ZÀ-Ý](?=[a-zà-ÿ])", lambda first: first.group().lower(), text)


def _written_months(text: str) -> str:
    def written(day: re.Match[str]) -> str:
        number, month, year = int(day[1]), int(day[2]), day[3]
        return f"{number} {MONTHS[month - 1]} {year if len(year) == 4 else '20' + year}" if 1 <= month <= 12 else day.group()

    return re.sub(r"(?<![\d/])(\d\d)/(\d\d)/((?:20)?\d\d)(?![\d/])", written, text)


def _dotted_dates(text: str) -> str:
    return re.sub(r"(?<![\d/])(\d\d)/(\d\d)/((?:20)?\d\d)(?![\d/])", r"\1.\2.\3", text)


def _page_heading(text: str) -> str:
    """The heading of a printed page, copied with the rest between two lines."""
    lines = text.split("\n")
    middle = len(lines) // 2
    return "\n".join([*lines[:middle], "Centre hospitalier fictif - page 2/3", *lines[middle:]])


def _otherwise(text: str) -> str:
    for pattern, words in OTHERWISE[1:]:
        text = re.sub(pattern, words, text)
    return text


TRANSFORMATIONS: dict[str, Callable[[str], str]] = {
    "as written": lambda text: text,
    "capitals": str.upper,
    "small letters": str.lower,
    "no accents": _no_accents,
    "wrong letters": _wrong_letters,
    "short forms": _short_forms,
    "broken lines": _broken_lines,
    "table": _table,
    "bullets": _bullets,
    "no punctuation": _no_punctuation,
    "decimal point": lambda text: re.sub(r"(?<![\d,])(\d+),(\d+)(?![\d,])", r"\1.\2", text),
    "dates with dots": _dotted_dates,
    "months written": _written_months,
    "no line": lambda text: re.sub(r"\s*\n\s*", " ; ", text),
    "page heading": _page_heading,
    "negations": _otherwise,
    "equal signs": lambda text: re.sub(r"(?<=\w) : (?=\d)", " = ", text),
}


def main(folders: Iterable[str] = FOLDERS) -> None:
    golds = [json.loads(path.read_text("utf-8")) for folder in folders for path in sorted((CASES / folder).glob("*.json"))]
    print(f"{len(golds)} notes")
    for name, transform in TRANSFORMATIONS.items():
        values, treatments = Counter[str](), Counter[str]()
        for gold in golds:
            told = read(transform(gold["text"]), gold["id"]).to_json()
            _count(values, statements(gold["features"]), statements(told["features"]))
            _count(treatments, given(gold["treatments"]), given(told["treatments"]))
        print(f"  {name:<16} values {_f1(values)}   treatments {_f1(treatments)}")


def statements(features: dict[str, Any]) -> Counter[tuple[Any, ...]]:
    """What the features say, one by one: each member of a set, whether it is closed, both ends of a number."""
    said: Counter[tuple[Any, ...]] = Counter()
    for key, value in features.items():
        if key not in catalogue() or catalogue()[key].type in ("text", "event") or key in _NOT_MATCHED_ON:
            continue
        if isinstance(value, dict):
            said.update((key, side, member) for side in ("present", "absent") for member in value[side])
            said.update([(key, "closed")] if value["complete"] else [])
        elif isinstance(value, bool | str):
            said.update([(key, value)])
        else:
            said.update(
                [(key, *(None if end is None else round(end, 1) for end in (value if isinstance(value, list) else [value])))]
            )
    return said


_NOT_MATCHED_ON = {"tumour.topography", "tumour.brain_metastases_state", "patient.medications", "patient.postcode"}


def given(treatments: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """The treatments by what was given, and whether it was received or only proposed."""
    return Counter((one["modality"], bool(one.get("planned")), frozenset(one.get("agents", ()))) for one in treatments)


def _count(total: Counter[str], wanted: Counter[Any], got: Counter[Any]) -> None:
    total.update(right=(wanted & got).total(), wanted=wanted.total(), got=got.total())


def _f1(total: Counter[str]) -> str:
    return f"{2 * total['right'] / (total['wanted'] + total['got']):.3f}"


if __name__ == "__main__":
    main(sys.argv[1:] or FOLDERS)
