"""French words back to what they say: the inverse of matching.words, for the documents that this program wrote.

>>> value_from_words("lab.creatinine", "84 µmol/L").exact, value_from_words("lab.creatinine", "normale")
(84.0, None)
"""

from __future__ import annotations

import re

from matching.case import Event, Treatment
from matching.catalogue import catalogue
from matching.data_files import load_yaml
from matching.drugs import drugs
from matching.tumour_types import tumour_types
from matching.value import Interval, SetValue, Value
from matching.words import member_words

_NUMBER = r"-?\d[\d\u202f ]*(?:,\d+)?"
_DATE = r"(?:\d\d/){0,2}\d{4}"
# Modalities whose name is that of an act, not of a protocol.
_ACTS = ("surgery", "local_ablation", "transplant", "surveillance")


def value_from_words(key: str, words: str) -> Value | None:
    """The value that value_words writes so; None for other words: value_from_words("lab.creatinine", "84 µmol/L").exact == 84.0."""
    spec, text = catalogue()[key], words.strip()
    if spec.type == "boolean":
        return {"oui": True, "non": False}.get(text)
    if spec.type == "number":
        return _interval(text.removesuffix(spec.unit_label).strip())
    if spec.type == "set":
        return _set(key, text)
    if spec.type == "date":
        return _iso(text) if re.fullmatch(_DATE, text) else None
    if spec.type == "text":
        return text or None
    if spec.hierarchy == "tumour_type":
        named = [one.code for one in tumour_types().values() if text in (one.label, f"{one.label} ({one.code})")]
        return named[0] if len(named) == 1 else None
    if not spec.values:
        return text or None
    return _labelled(key, text)


def _labelled(key: str, words: str) -> str | None:
    """The value of a label, where only one has it."""
    spec = catalogue()[key]
    members = drugs() if spec.type == "set" and not spec.values else spec.values
    found = [value for value in members if member_words(key, value) == words]
    return found[0] if len(found) == 1 else None


def _interval(words: str) -> Interval | None:
    """The inverse of interval_words."""
    if found := re.fullmatch(rf"([≥>≤<]) ({_NUMBER})", words):
        end = _number(found[2])
        if found[1] in "≥>":
            return Interval(low=end, low_open=found[1] == ">")
        return Interval(0.0, end, high_open=True) if found[1] == "<" else Interval(high=end)
    if found := re.fullmatch(rf"({_NUMBER})(?: à ({_NUMBER}))?", words):
        return Interval(_number(found[1]), _number(found[2] or found[1]))
    return None


def _number(words: str) -> float:
    return float(re.sub(r"[\u202f ]", "", words).replace(",", "."))


def _set(key: str, words: str) -> SetValue | None:
    """The inverse of set_words."""
    if words in ("aucun", "aucune"):
        return SetValue(complete=True)
    present: list[str | None] = []
    absent: list[str | None] = []
    complete = False
    for part in words.split(" ; "):
        if part in ("aucun autre", "aucune autre"):
            complete = True
        elif part.startswith("pas : "):
            absent += _members(key, part.removeprefix("pas : "))
        else:
            present += _members(key, part)
    if None in (*present, *absent):
        return None
    return SetValue(frozenset(filter(None, present)), frozenset(filter(None, absent)), complete)


def _members(key: str, words: str) -> list[str | None]:
    """The members of a list, whose names may hold commas; None for words that are no member."""
    found: list[str | None] = []
    parts = words.split(", ")
    while parts:
        ends = (end for end in range(len(parts), 0, -1) if _labelled(key, ", ".join(parts[:end])))
        end = next(ends, None)
        if end is None:
            return [None]
        found.append(_labelled(key, ", ".join(parts[:end])))
        parts = parts[end:]
    return found


def treatment_from_words(words: str) -> Treatment | None:
    """The treatment that treatment_words writes so; None where its modality is not named.

    >>> treatment_from_words("chimiothérapie FOLFOX (fluorouracile, oxaliplatine), à visée adjuvante, 7 cycles").cycles
    7
    """
    label = catalogue()["history.treatments"].label
    known = load_yaml("features.yaml")["treatment"]
    begun_so = [one for one in known["modality"] if words.casefold().startswith(label(one))]
    modality = max(begun_so, key=lambda one: len(label(one)), default=None)
    if modality is None:
        return None
    said: dict[str, object] = {}
    # An act whose own name begins so is not named twice: "Chirurgie d'intervalle".
    named, agents, rest = _regimen(words.removeprefix(label(modality)).strip())
    if named:
        said["procedure" if modality in _ACTS else "protocol"] = named
    settings, answers, stops = (
        {label(one).partition(" (")[0]: one for one in known[name]} for name in ("setting", "response", "stopped_for")
    )
    for part in rest:
        if found := re.fullmatch(r"L(\d+)", part):
            said["line"] = int(found[1])
        elif found := re.fullmatch(rf"({_NUMBER}) Gy", part):
            dose = _number(found[1])
            said["dose_gy"] = int(dose) if dose.is_integer() else dose
        elif found := re.fullmatch(r"(\d+) cycles?", part):
            said["cycles"] = int(found[1])
        elif found := re.fullmatch(rf"(?:début )?({_DATE})(?: à ({_DATE}))?", part):
            said["start"], said["end"] = _iso(found[1]), _iso(found[2]) if found[2] else None
        elif found := re.fullmatch(rf"fin ({_DATE})", part):
            said["end"] = _iso(found[1])
        for name, start, values in (
            ("setting", "à visée ", settings),
            ("response", "réponse : ", answers),
            ("stopped_for", "arrêt : ", stops),
        ):
            if part.startswith(start):
                said[name] = values.get(part.removeprefix(start))
    return Treatment(modality, agents, **said)  # type: ignore[arg-type]


def _regimen(words: str) -> tuple[str, tuple[str, ...], list[str]]:
    """The name of the protocol or act, the drugs, and the parts that follow: "FOLFOX (fluorouracile, oxaliplatine), 7 cycles"."""
    known = {drug.fr: key for key, drug in drugs().items()}
    if (found := re.match(r"(.*?) ?\(([^()]*)\)(?:, |$)", words)) and all(name in known for name in found[2].split(", ")):
        rest = words[found.end() :]
        return found[1], tuple(known[name] for name in found[2].split(", ")), rest.split(", ") if rest else []
    parts = words.split(", ")
    count = next((index for index, part in enumerate(parts) if part not in known), len(parts))
    if count:
        return "", tuple(known[part] for part in parts[:count]), parts[count:]
    end = next((index for index, part in enumerate(parts) if _DETAIL.match(part)), len(parts))
    return ", ".join(parts[:end]), (), parts[end:]


_DETAIL = re.compile(rf"L\d+$|à visée |{_NUMBER} Gy$|\d+ cycles?$|(?:début |fin )?{_DATE}|réponse : |arrêt : ")


def event_from_words(key: str, words: str) -> Event | None:
    """The event that event_words writes so.

    >>> event_from_words("history.exams", "scanner, 20/10/2025 : masse hilaire de 46 mm").date
    '2025-10-20'
    """
    found = (_EXAM if key == "history.exams" else _EVENT).fullmatch(words)
    if not found:
        return None
    name, said = str(found["name"]), found.groupdict()
    labels: dict[str, str] = {label: value for value, label in load_yaml("labels.yaml")["features"].get(key, {}).items()}
    types = [one.code for one in tumour_types().values() if key == "history.other_cancers" and one.label == name]
    return Event(
        key,
        types[0] if len(types) == 1 else labels.get(name, name),
        date=_iso(found["date"]) if found["date"] else None,
        detail=said.get("detail"),
        grade=int(said["grade"]) if said.get("grade") else None,
    )


_EXAM = re.compile(rf"(?P<name>[^,:]+?)(?:, (?P<date>{_DATE}))?(?: : (?P<detail>.+))?")
_EVENT = re.compile(rf"(?P<name>.+?)(?:, grade (?P<grade>\d))?(?:, (?P<date>{_DATE}))?")


def _iso(words: str) -> str:
    return "-".join(reversed(words.split("/")))
