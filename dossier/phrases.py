"""Items from features and treatments: the French text, and the words or the computation that justify it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dossier.items import Item, Section
from matching.case import Case, Event, Evidence, Treatment
from matching.catalogue import catalogue
from matching.tumour_types import tumour_types
from matching.value import Interval, Value
from matching.words import date_words, event_words, treatment_words, value_words

NOT_SAID = "non renseigné dans le texte"
LONGEST_QUOTE = 120
TO_CONFIRM = ", à confirmer"  # what a validation settles
# Figures that say nothing without their name, where they stand beside another value.
WRITTEN = {"biomarker.her2_ihc": "score IHC {}", "tumour.nodes_examined": "{} examinés", "tumour.nodes_positive": "{} N+"}


def feature_item(case: Case, id: str, label: str, key: str, required: bool = False) -> Item:
    """The item of one feature; empty, with the reason, where the case says nothing."""
    value = case.value(key)
    if value is None:
        return Item.empty(id, label, NOT_SAID, required)
    dated = case.features[key].found_on
    text = feature_words(key, value).strip()
    if not text:  # a set of which nothing is known
        return Item.empty(id, label, NOT_SAID, required)
    values = ((key, 0, len(text)),) if case.features[key].origin != "computed" else ()
    text += f" ({date_words(dated)})" if dated and key.startswith(("lab.", "biomarker.")) else ""
    return Item(id, label, text, quoted(case, key), required=required, features=(key,), values=values)


def feature_words(key: str, value: Value) -> str:
    """The value in words; of a tumour type its name alone, without our code."""
    known = tumour_types().get(str(value)) if key == "tumour.type" else None
    return known.label if known else value_words(key, value)


def quoted(case: Case, key: str) -> tuple[str, ...]:
    """Why a feature is held: the words of the note, the inputs of a computation, or the person who wrote it."""
    feature = case.features[key]
    if feature.origin == "computed":
        return (f"calculé à partir de : {', '.join(catalogue()[name].fr for name in feature.inputs)}",)
    said = "confirmé" if any(item.text for item in feature.evidence) else "saisi"
    return tuple(dict.fromkeys(_proof(item, said) for item in feature.evidence)) or ("valeur du dossier",)


def phase_item(case: Case) -> Item:
    """The clinical phase: a relapse that is told, a treatment never begun, or nothing where lines of treatment were already given."""
    if case.value("tumour.recurrence") not in (None, "none"):
        return Item("phase", "Phase", "Rechute", quoted(case, "tumour.recurrence"), required=True)
    if case.value("tumour.metastatic_timing") == "metachronous":
        return Item("phase", "Phase", "Rechute", quoted(case, "tumour.metastatic_timing"), required=True)
    if case.value("tumour.recurrence_date") is not None:
        return Item("phase", "Phase", "Rechute", quoted(case, "tumour.recurrence_date"), required=True)
    lines = case.value("history.systemic_lines")
    treated = isinstance(lines, Interval) and lines.low > 0
    if treated or any(record.setting == "palliative" and not record.planned for record in case.treatments):
        return Item.empty("phase", "Phase", "traitements déjà reçus : phase initiale ou rechute, à choisir", required=True)
    told = (
        quoted(case, "tumour.metastatic_timing")
        if case.value("tumour.metastatic_timing")
        else (f"aucune récidive dite dans le texte{TO_CONFIRM}",)
    )
    return Item("phase", "Phase", "Phase initiale", told, required=True)


def relapse_items(case: Case) -> list[Item]:
    """The phase, and what is told of a relapse, of the metastases, or of the lines already given."""
    items = [phase_item(case)]
    if case.value("tumour.recurrence") not in (None, "none") or case.value("tumour.recurrence_date") is not None:
        items.append(feature_item(case, "relapse_date", "Date de la rechute", "tumour.recurrence_date"))
    for id, label, key in (
        ("relapse", "Récidive", "tumour.recurrence"),
        ("timing", "Métastases", "tumour.metastatic_timing"),
        ("systemic", "Lignes systémiques reçues", "history.systemic_lines"),
    ):
        if case.value(key) is not None:
            items.append(feature_item(case, id, label, key))
    return items


def _proof(item: Evidence, said: str = "saisi") -> str:
    if item.person:
        return f"{item.text or said} par {item.person}" + (f" le {date_words(item.on)}" if item.on else "")
    words = " ".join(item.text.split())
    if item.element:
        return f"codé dans le document reçu : {words}" if words else "codé dans le document reçu"
    return f"« {words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE] + '…'} »"


def joined_item(case: Case, id: str, label: str, groups: Iterable[tuple[str, tuple[str, ...]]]) -> Item:
    """Several findings, each with its name: "12/03/2025 — RE : positif, 90 % ; Ki67 : 18 %"; empty where none is known.

    Those of one day are on one line, the latest first, those without a date last.
    """
    told = [(name, known) for name, keys in groups if (known := [key for key in keys if _told(case, key)])]
    if not told:
        return Item.empty(id, label, NOT_SAID)
    days = {_day(case, known) for _, known in told}
    text, values = "", list[tuple[str, int, int]]()
    for day in sorted(days, reverse=True):
        text += ("\n" if text else "") + (f"{date_words(day)} — " if day else "")
        for number, (name, known) in enumerate(one for one in told if _day(case, one[1]) == day):
            text += f"{' ; ' if number else ''}{name} : "
            for place, key in enumerate(known):
                before, words, after = _finding(case, key, dated=not day)
                text += (", " if place else "") + before
                if case.features[key].origin != "computed":
                    values.append((key, len(text), len(text) + len(words)))
                text += words + after
    features = tuple(key for _, known in told for key in known)
    reasons = dict.fromkeys(reason for key in features for reason in quoted(case, key))
    return Item(id, label, text, tuple(reasons), features=features, values=tuple(values))


def _day(case: Case, keys: list[str]) -> str:
    """The date that the values of one name share; "" where they have none, or several."""
    days = {case.features[key].found_on or "" for key in keys}
    return days.pop() if len(days) == 1 else ""


def named(keys: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Features as groups of one, under their own names: named(["biomarker.ki67"]) == [('Ki67', ('biomarker.ki67',))]."""
    return [(catalogue()[key].fr, (key,)) for key in keys]


def _told(case: Case, key: str) -> bool:
    value = case.value(key)
    return value is not None and bool(feature_words(key, value).strip())


def _finding(case: Case, key: str, dated: bool) -> tuple[str, str, str]:
    """The words of a value, with those before and after them: ("score IHC ", "3", " (09/2025)")."""
    value, date = case.value(key), case.features[key].found_on
    assert value is not None
    before, _, after = WRITTEN.get(key, "{}").partition("{}")
    return before, feature_words(key, value).strip(), after + (f" ({date_words(date)})" if dated and date else "")


def treatment_item(id: str, record: Treatment, label: str = "Traitement") -> Item:
    """One treatment received, as a sentence."""
    return Item(id, label, treatment_words(record), tuple(dict.fromkeys(map(_proof, record.evidence))) or ("valeur du dossier",))


def event_items(case: Case, key: str, id: str, label: str) -> tuple[Item, ...]:
    """The events of one kind, a line each, the earliest first, those without a date last: event_items(case, "history.exams", "x", "Examen")."""
    told = sorted((event for event in case.events if event.key == key), key=lambda event: event.date or "9999")
    return tuple(_event_item(f"{id}{number}", label, event) for number, event in enumerate(told, start=1))


def _event_item(id: str, label: str, event: Event) -> Item:
    words = event_words(event)
    return Item(id, label, words, tuple(dict.fromkeys(map(_proof, event.evidence))) or ("valeur du dossier",))


def signed(section: Section) -> Section:
    """A section of a document whose decision a physician validated: nothing in it is to confirm any longer."""
    items = (replace(item, reasons=tuple(reason.removesuffix(TO_CONFIRM) for reason in item.reasons)) for item in section.items)
    return replace(section, items=tuple(items))
