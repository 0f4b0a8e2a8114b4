"""Tolerant access to a registry's record: what is absent, of another type or a stand-in for "nothing" reads as None."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from trials.model import ListedCriterion

# Words registries write where they have nothing to say.
_NOTHING = frozenset(
    (
        "",
        "n/a",
        "na",
        "null",
        "none",
        "nil known",
        "not available",
        "not applicable",
        "indisponible",
        "non disponible",
        "donnée non disponible",
        "données non disponible",
        "données non disponibles",
        "donnée(s) non disponible(s)",
    )
)
_FRENCH_WORDS = frozenset(("le", "la", "les", "des", "du", "de", "une", "et", "chez", "avec", "dans", "ou", "pour", "d", "l"))
_ENGLISH_WORDS = frozenset(("the", "of", "and", "in", "with", "or", "for", "to", "who", "has", "have", "by"))
_LONE_SURROGATES_AND_NULS = re.compile("[\ud800-\udfff\x00]")
_YEARS = {"year": 1.0, "month": 1 / 12, "week": 7 / 365.25, "day": 1 / 365.25, "hour": 1 / 8766, "minute": 1 / 525960}
_AGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(year|month|week|day|hour|minute)s?", re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_WRITTEN_DATES = (("%B %d, %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m"), ("%d/%m/%Y", "%Y-%m-%d"))


def at(record: Any, path: str) -> Any:
    """`at({"a": {"b": 1}}, "a.b")` -> 1; None as soon as a step is missing or is not an object."""
    for step in path.split("."):
        if not isinstance(record, dict):
            return None
        record = record.get(step)
    return record


def text(value: Any) -> str | None:
    """A clean string, or None: `text("Donnée non disponible")` -> None, `text("a\\xa0b ")` -> "a b"."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return None
    tidy = _LONE_SURROGATES_AND_NULS.sub("", value).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").strip()
    return None if tidy.casefold() in _NOTHING else tidy


def text_at(record: Any, path: str) -> str | None:
    """`text` of what stands at a path: `text_at(study, "statusModule.overallStatus")`."""
    return text(at(record, path))


def texts(value: Any) -> tuple[str, ...]:
    """`texts(["a", None, "a", "N/A"])` -> `("a",)`; a single string counts as a list of one."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(tidy for tidy in map(text, values) if tidy))


def records(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; an object alone counts as a list of one, anything else as none."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, dict)]


def number(value: Any) -> float | None:
    """`number("12.5")` -> 12.5; None where it is no number."""
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def age_years(value: Any) -> float | None:
    """`age_years("6 Months")` -> 0.5; "N/A", an absent age and "0 Years" set no bound: None."""
    found = _AGE.fullmatch(text(value) or "")
    if not found:
        return None
    years = float(found[1].replace(",", ".")) * _YEARS[found[2].lower()]
    return round(years, 4) or None


def iso_date(value: Any) -> str | None:
    """`iso_date("February 17, 2021")` -> "2021-02-17"; as precise as the registry is, so "2021-02" or "2021" may come back."""
    tidy = text(value) or ""
    # The time of day and what follows say nothing a reader of registries needs.
    day = tidy.split("T")[0].split(" ")[0] if tidy[:4].isdigit() else tidy
    if _ISO_DATE.fullmatch(day):
        return day
    for written, iso in _WRITTEN_DATES:
        try:
            return datetime.strptime(tidy, written).strftime(iso)
        except ValueError:
            continue
    return None


def dates(**values: Any) -> dict[str, str]:
    """`dates(start="2021-02", end=None)` -> `{"start": "2021-02"}`."""
    return {name: day for name, day in ((name, iso_date(value)) for name, value in values.items()) if day}


def listed(criteria: Iterable[tuple[str, str, str | None]]) -> tuple[str, tuple[ListedCriterion, ...]]:
    """Criteria given one by one as (kind, text, French text or None), laid out as one text with the place of each in it.

    >>> listed([("inclusion", "ECOG 0-1", None)])[0]
    'Inclusion Criteria:\\n\\n* ECOG 0-1'
    """
    given = list(criteria)
    whole = ""
    placed = []
    for kind, heading in (("inclusion", "Inclusion Criteria:\n"), ("exclusion", "Exclusion Criteria:\n")):
        members = [each for each in given if each[0] == kind]
        if members:
            whole += ("\n\n" if whole else "") + heading
        for _, words, french in members:
            whole += "\n* "
            placed.append(ListedCriterion(kind, words, len(whole), len(whole) + len(words), french))
            whole += words
    return whole, tuple(placed)


def text_marks(eligibility: str) -> tuple[str, ...]:
    """How a text is written, for whoever splits it: `text_marks("Age \\\\>= 18")` -> `("escaped",)`."""
    marks = []
    if re.search(r"\\[<>=\[\]^*_~#&+.()-]", eligibility):
        marks.append("escaped")
    lines = eligibility.split("\n")
    indented = sum(1 for line in lines if line.startswith("        "))
    if indented > len(lines) / 4:
        marks.append("wrapped")
    return tuple(marks)


def reads_as_french(words: str) -> bool:
    """`reads_as_french("Étude chez des patients avec une maladie avancée")` -> True; for telling translations from originals."""
    tokens = re.findall(r"\w+", unicodedata.normalize("NFC", words).lower())
    return sum(token in _FRENCH_WORDS for token in tokens) > sum(token in _ENGLISH_WORDS for token in tokens)
