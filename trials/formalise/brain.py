"""Brain metastases with what is allowed of them: "unless treated, stable for at least 4 weeks and off steroids".

>>> stable("asymptomatic and stable for >= 4 weeks without steroids")
{'all': [{'tumour.brain_metastases_state': 'treated_stable'}, {'tumour.brain_stable_since': {'older_than': '4 weeks'}}, ...]}
"""

from __future__ import annotations

import re

from trials.formalise.piece import Json
from trials.formalise.treatments import NUMBERS, unit
from trials.formalise.words import expression


def stable(words: str) -> Json | None:
    """The condition that a description of allowed brain metastases states; None where a word of it was not understood."""
    parts: list[Json] = []
    rest = words
    if steroids := expression("brain_no_steroids").search(rest):
        rest = rest[: steroids.start()] + " ; " + rest[steroids.end() :]
    if anticonvulsants := expression("brain_no_anticonvulsants").search(rest):
        rest = rest[: anticonvulsants.start()] + " ; " + rest[anticonvulsants.end() :]
    states = expression("brain_treated_stable").findall(rest)
    rest = expression("brain_treated_stable").sub(" ", rest)
    if not states:
        return None
    parts.append({"tumour.brain_metastases_state": "treated_stable"})
    lengths = {
        f"{NUMBERS.get(one['number']) or int(one['number'])} {unit(one['unit'])}"
        for one in expression("brain_since").finditer(rest)
    }
    rest = expression("brain_since").sub(" ", rest)
    if len(lengths) > 1 or re.search(r"[a-z0-9]", expression("brain_fillers").sub(" ", rest)):
        return None
    parts += [{"tumour.brain_stable_since": {"older_than": length}} for length in lengths]
    if steroids and (length := expression("brain_since").search(steroids.group())):
        within = f"{NUMBERS.get(length['number']) or int(length['number'])} {unit(length['unit'])}"
        parts.append({"not": {"history.immunosuppressant_date": {"within": within}}})
    elif steroids:
        parts.append({"patient.corticosteroids": False})
    if anticonvulsants:
        parts.append({"not": {"patient.medication_classes": {"has": "anticonvulsant"}}})
    return parts[0] if len(parts) == 1 else {"all": parts}
