"""What the patient takes or took beside the cancer treatment, what they are allergic to, and other trials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matching.drugs import drugs
from trials.formalise import lexicon
from trials.formalise.conditions import grouped
from trials.formalise.piece import Json, Piece, Setting, any_stands
from trials.formalise.treatments import window_of
from trials.formalise.words import expression

AXIS = "medicine"


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Classes of medicines, dated acts (transfusion, live vaccine), allergies and other trials in a sentence."""
    if any_stands(text, "allergy", "other_trial", "steroid_dose"):
        yield from _allergies(text)
        yield from _other_trial(text)
        yield from _steroids(text)
    pattern, names = grouped("medication_classes")
    for found in pattern.finditer(text):
        yield Piece(
            found.start(), found.end(), AXIS, {"patient.medication_classes": {"has": names[found.lastgroup or ""]}}, rank=1
        )
    yield from _cyp3a4(text)
    yield from _taken(text)
    if window_of(text) is not None:
        pattern, names = grouped("dated_acts")
        for found in pattern.finditer(text):
            yield Piece(found.start(), found.end(), AXIS, {"act": names[found.lastgroup or ""]}, rank=2)


def _steroids(text: str) -> Iterator[Piece]:
    """ "More than 10 mg of prednisone a day"."""
    if found := expression("steroid_dose").search(text):
        asked: Json = {"patient.steroid_dose": f"{found['sign']} {found['number']}"}
        yield Piece(found.start(), found.end(), "steroids", asked, rank=3)


def _cyp3a4(text: str) -> Iterator[Piece]:
    """ "Strong CYP3A4 inhibitors or inducers": the classes; where moderate ones count too, the words beside them."""
    for found in expression("cyp3a4").finditer(text) if "3a" in text else ():
        strong = re.search(r"strong|potent", found.group()) and "weak" not in found.group()
        kinds = [kind for kind in ("inhibitor", "inducer") if kind[:5] in found.group()]
        names = [f"cyp3a4_strong_{kind}" if strong and "moderate" not in found.group() else f"cyp3a4_{kind}" for kind in kinds]
        asked: Json = {"patient.medication_classes": {"has_any": names} if len(names) > 1 else {"has": names[0]}}
        if "moderate" in found.group():
            asked = {"all": [asked, {"history.named_treatments": {"has": found.group().strip()}}]}
        yield Piece(found.start(), found.end(), AXIS, asked, rank=3)


def _taken(text: str) -> Iterator[Piece]:
    """Medicines by their names, after words that say that they are taken: "use of metformin or glipizide"."""
    last = -1
    for named in lexicon.find(text):
        if named.family != "drug" or drugs()[named.id].modality or text[named.end :].startswith(" ("):
            continue
        before = text[: named.start]
        if expression("taken").compiled.search(before) or (
            last >= 0 and re.fullmatch(r"[ ,/]*(?:or|and|and/or)?[ ]*", text[last : named.start])
        ):
            yield Piece(named.start, named.end, AXIS, {"patient.medications": {"has": named.id}})
            last = named.end


def _allergies(text: str) -> Iterator[Piece]:
    """An allergy to drugs or classes that have a name; "to any component of the study drug" stays what only a person can say."""
    for cue in expression("allergy").finditer(text):
        names: list[str] = []
        rest = text[cue.end() :]
        end = 0
        while True:
            filler = expression("allergy_fillers").match(rest, end)
            end = filler.end() if filler else end
            named = next(
                (one for one in lexicon.find(rest[end : end + 60]) if one.start == 0 and one.family in ("drug", "class")), None
            )
            if named is None:
                break
            names.append(named.id)
            end += named.end
        left = rest[end:].lstrip(" )")
        if names and not re.match(r"[a-z0-9(/-]", left):
            asked: Json = {"patient.allergies": {"has_any": sorted(set(names))} if len(set(names)) > 1 else {"has": names[0]}}
            yield Piece(cue.start(), cue.end() + end, "allergy", asked, rank=6)
            return


def _other_trial(text: str) -> Iterator[Piece]:
    """ "Another investigational agent within 28 days", "participation in another clinical trial"."""
    for found in expression("other_trial").finditer(text):
        window = window_of(text)
        joined = re.match(r"(?:(?:or|and)[ ,/]+)+", found.group())
        start = found.start() + (joined.end() if joined else 0)
        if expression("one_drug_trial").match(text, found.end()) or not expression("some_trial").compiled.search(found.group()):
            return
        if window and window[0] >= found.start():
            dated: Json = {"history.investigational_date": {"within": window[2]}}
            now = expression("trial_now").search(found.group())
            asked: Json = {"any": [{"patient.in_other_trial": True}, dated]} if now else dated
            if expression("trial_fillers").fullmatch(text, found.end(), window[0]):
                yield Piece(start, window[1], "other trial", asked, rank=5)
        elif window is None and not re.search(r"half-li|weeks|months|days|\b(?:prior|previous|history)\b", text):
            yield Piece(start, found.end(), "other trial", {"patient.in_other_trial": True}, rank=5)
        return
