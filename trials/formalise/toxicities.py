"""What is left of the toxicities of earlier treatments, by grade: "unresolved toxicity > grade 2 from prior therapy".

    >>> [piece.condition for piece in pieces("grade 3 or 4 toxicity due to prior chemotherapy", Setting("exclusion"))]
    [{'patient.residual_toxicity_grade': '>= 3'}]

A phrase is one run of words that say nothing else (data: `toxicity_phrase`), with one grade in it, a toxicity and a treatment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trials.formalise.piece import Json, Piece, Setting
from trials.formalise.words import expression

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """The phrases of a sentence that grade what is left of earlier toxicities."""
    for found in expression("toxicity_phrase").finditer(text):
        said = found.group().rstrip(" ,/(-")
        if setting.kind == "exclusion" and " must " in f" {said} ":
            continue  # what an exclusion requires is not what it excludes
        grades = list(expression("toxicity_degree").finditer(said))
        if len(grades) != 1 or not expression("toxicity_named").search(said) or not expression("toxicity_cause").search(said):
            continue
        if condition := _residual(said, grades[0]):
            yield Piece(found.start(), found.start() + len(said), "recovery", condition, rank=4)


def _residual(said: str, grade: re.Match[str]) -> Json | None:
    """The grade that is left: one recovered to is the most, one persisting the least; None where the words tell neither."""
    sign = grade["sign"] or grade["sign2"] or ""
    low = _ROMAN.get(grade["low"]) or int(grade["low"])
    recovered, denied = expression("toxicity_recovered").search(said), expression("toxicity_denied").search(said)
    if sign == "<":
        sign, low = "<=", low - 1
    if recovered and sign in ("<=", ""):
        most = int(grade["high"]) if grade["high"] and grade["high"].isdigit() else low
        return {"patient.residual_toxicity_grade": f"{'>' if denied else '<='} {most}"}
    if sign.startswith(">") and (denied or not recovered):
        return {"patient.residual_toxicity_grade": f"{sign} {low}"}
    if grade["high"] and low >= 2 and not recovered:  # "grade 3 or 4"
        return {"patient.residual_toxicity_grade": f">= {low}"}
    return None
