"""Items from features and treatments: the French text, and the words or the computation that justify it."""

from __future__ import annotations

from collections.abc import Iterable

from dossier.items import Item
from matching.case import Case, Evidence, Treatment
from matching.catalogue import catalogue
from matching.words import date_words, treatment_words, value_words

NOT_SAID = "non renseigné dans le texte"
LONGEST_QUOTE = 120


def feature_item(case: Case, id: str, label: str, key: str, required: bool = False) -> Item:
    """The item of one feature; empty, with the reason, where the case says nothing."""
    value = case.value(key)
    if value is None:
        return Item.empty(id, label, NOT_SAID, required)
    dated = case.features[key].date
    text = value_words(key, value).strip()
    if not text:  # a set of which nothing is known
        return Item.empty(id, label, NOT_SAID, required)
    text += f" ({date_words(dated)})" if dated and key.startswith(("lab.", "biomarker.")) else ""
    return Item(id, label, text, quoted(case, key), required=required, features=(key,))


def quoted(case: Case, key: str) -> tuple[str, ...]:
    """Why a feature is held: the words of the note, the inputs of a computation, or the person who wrote it."""
    feature = case.features[key]
    if feature.origin == "computed":
        return (f"calculé à partir de : {', '.join(catalogue()[name].fr for name in feature.inputs)}",)
    return tuple(dict.fromkeys(_proof(item) for item in feature.evidence)) or ("valeur du dossier",)


def phase_item(case: Case) -> Item:
    """The clinical phase: a relapse that is told, a treatment never begun, or nothing where treatments were already given for metastases."""
    if case.value("tumour.recurrence") not in (None, "none"):
        return Item("phase", "Phase", "Rechute", quoted(case, "tumour.recurrence"), required=True)
    if case.value("tumour.metastatic_timing") == "metachronous":
        return Item("phase", "Phase", "Rechute", quoted(case, "tumour.metastatic_timing"), required=True)
    if any(record.setting == "palliative" and not record.planned for record in case.treatments):
        return Item.empty("phase", "Phase", "traitements déjà reçus : phase initiale ou rechute, à choisir", required=True)
    told = (
        quoted(case, "tumour.metastatic_timing")
        if case.value("tumour.metastatic_timing")
        else ("aucune récidive dite dans le texte, à confirmer",)
    )
    return Item("phase", "Phase", "Phase initiale", told, required=True)


def _proof(item: Evidence) -> str:
    if item.person:
        return f"saisi par {item.person}"
    words = " ".join(item.text.split())
    return f"« {words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE] + '…'} »"


def joined_item(case: Case, id: str, label: str, keys: Iterable[str]) -> Item:
    """Several features as one line: "RE : positif ; HER2 : négatif"; empty where none is known."""
    parts: list[str] = []
    reasons: list[str] = []
    known = [key for key in keys if case.value(key) is not None]
    for key in known:
        single = feature_item(case, key, catalogue()[key].fr, key)
        if single.state == "empty":
            continue
        parts.append(f"{single.label} : {single.text}")
        reasons += single.reasons
    if not parts:
        return Item.empty(id, label, NOT_SAID)
    return Item(id, label, " ; ".join(parts), tuple(dict.fromkeys(reasons)), features=tuple(known))


def treatment_item(id: str, record: Treatment) -> Item:
    """One treatment received, as a sentence."""
    return Item(
        id, "Traitement", treatment_words(record), tuple(dict.fromkeys(map(_proof, record.evidence))) or ("valeur du dossier",)
    )
