"""What an exception leaves of a condition: "no brain metastases unless treated and stable", "bilirubin <= 1.5 x ULN unless Gilbert".

An exception is a condition too. It takes patients out of what an exclusion refuses, and lets them through what an inclusion asks.
Where main words and exception are both about the members of one set or the records of one history, the exception would have to
be read member by member: nothing is combined there, save kinds of autoimmune disease and modalities of treatment.
"""

from __future__ import annotations

import json
import re

from trials.formalise.bounds import NOTHING, Reading
from trials.formalise.conditions import grouped
from trials.formalise.piece import Json
from trials.formalise.words import expression

_SETS = ("history.treatments", "patient.conditions", "patient.comorbidities", "patient.medications", "patient.medication_classes")
_ILL = {
    "patient.conditions",
    "patient.comorbidities",
    "patient.named_conditions",
    "patient.uncontrolled",
    "patient.active_infection",
}
_AUTOIMMUNE: Json = {"patient.comorbidities": {"has": "autoimmune_disease"}}


def excepted(main: Reading, words: str, said: Reading, cue: str, inclusion: bool) -> Reading:
    """The main reading with its exception; NOTHING where the two cannot be combined."""
    if main.bound != "whole" or main.condition is None:
        return NOTHING
    negative = set(main.condition) == {"not"}
    if inclusion and not negative and not _is_measured(main.condition) and expression("relaxing_cue").match(cue) is None:
        return _without(main.condition, said)
    core = main.condition["not"] if negative else main.condition
    if core == _AUTOIMMUNE and (kinds := _autoimmune(words)):
        left: Json = {"all": [core, {"not": {"patient.autoimmune_diseases": {"only": kinds}}}]}
        return Reading({"not": left} if negative else left, "whole")
    if (fewer := _modalities(core, said.condition)) is not None:
        return Reading({"not": fewer} if negative else fewer, "whole")
    if said.bound != "whole" or not said.condition or _same_set(core, said.condition):
        return NOTHING
    if inclusion:
        return Reading({"any": [main.condition, said.condition]}, "whole")
    return Reading({"all": [main.condition, {"not": said.condition}]}, "whole")


def _without(condition: Json, said: Reading) -> Reading:
    """ "AML, except acute promyelocytic leukaemia": both hold."""
    if said.bound != "whole" or not said.condition or _same_set(condition, said.condition):
        return NOTHING
    parts = condition["all"] if set(condition) == {"all"} else [condition]
    return Reading({"all": [*parts, {"not": said.condition}]}, "whole")


def _is_measured(condition: Json) -> bool:
    return all(key.startswith(("lab.", "patient.ecog", "patient.karnofsky")) for key in _keys(condition))


def _keys(condition: Json) -> list[str]:
    return re.findall(r'"((?:patient|tumour|biomarker|lab|history)\.\w+)"', json.dumps(condition))


def _same_set(main: Json, said: Json) -> bool:
    """Are both about members of one set? A patient may have the excepted member and another one."""
    excused = _keys(said)
    if excused and set(excused) <= _ILL and not _ILL.isdisjoint(_keys(main)):
        return True
    return "patient.autoimmune_diseases" in excused or any(key in _SETS and key in excused for key in _keys(main))


def _autoimmune(words: str) -> list[str]:
    """The autoimmune diseases that an exception lists, all its words understood; empty otherwise."""
    pattern, names = grouped("autoimmune_kinds")
    kinds = [names[found.lastgroup or ""] for found in pattern.finditer(words)]
    rest = expression("autoimmune_fillers").sub(" ", pattern.sub(" ", words))
    return list(dict.fromkeys(kinds)) if kinds and not re.search(r"[a-z0-9]", rest) else []


def _modalities(main: Json, said: Json | None) -> Json | None:
    """Systemic treatment except endocrine therapy: the other modalities."""
    try:
        asked = main["history.treatments"]["any"]
        left_out = (said or {})["history.treatments"]["any"]
    except KeyError:
        return None
    modalities = asked.get("modality")
    if not isinstance(modalities, list) or set(left_out) != {"modality"}:
        return None
    out = left_out["modality"] if isinstance(left_out["modality"], list) else [left_out["modality"]]
    kept = [one for one in modalities if one not in out]
    if not kept or len(kept) == len(modalities):
        return None
    return {"history.treatments": {"any": {**asked, "modality": kept if len(kept) > 1 else kept[0]}}}
