"""Where radiotherapy was given, and which transplant was done: "prior pelvic irradiation", "allogeneic stem cell transplantation"."""

from __future__ import annotations

from collections.abc import Iterator

from trials.formalise.conditions import grouped
from trials.formalise.piece import Json, Piece, Setting
from trials.formalise.treatments import window_of
from trials.formalise.words import expression

_BEFORE = {
    "pelvic": "pelvis", "thoracic": "thorax", "abdominal": "abdomen", "whole abdominal": "abdomen",
    "cranial": "brain", "cerebral": "brain", "chest": "thorax",
    "mediastinal": "mediastinum", "total body": "whole_body", "whole body": "whole_body", "mantle": "thorax", "spinal": "spine",
    "thoracique": "thorax", "pelvienne": "pelvis", "abdominale": "abdomen", "cerebrale": "brain", "encephalique": "brain",
    "cranienne": "brain", "mediastinale": "mediastinum", "corporelle totale": "whole_body",
}  # fmt: skip


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Regions irradiated and transplants in a sentence; with a window, the treatment's own record has the date."""
    if not expression("irradiated").search(text) or expression("since").search(text) or expression("banned").search(text):
        return
    window = window_of(text)
    dated: Json = {"within": window[2]} if window else {}
    if window:
        yield Piece(window[0], window[1], "window", {}, rank=1)
    for start, end, site in _sites(text):
        yield Piece(start, end, "treatment", _both({"history.irradiated_sites": {"has": site}}, "radiotherapy", dated), rank=3)
    for found in expression("transplants").finditer(text):
        kinds = found["kind"] or ("allo" if found["allo"] else "auto")
        if "allo" in kinds and "auto" in kinds:
            continue
        kind = "allogeneic" if "allo" in kinds else "autologous"
        yield Piece(
            found.start(), found.end(), "treatment", _both({"history.transplants": {"has": kind}}, "transplant", dated), rank=3
        )


def _both(what: Json, modality: str, dated: Json) -> Json:
    return {"all": [what, {"history.treatments": {"any": {"modality": modality, **dated}}}]} if dated else what


def _sites(text: str) -> Iterator[tuple[int, int, str]]:
    for found in expression("half_marrow").finditer(text):
        yield found.start(), found.end(), "bone_marrow"
    for found in expression("irradiation_before").finditer(text):
        where = (
            (found["where"] or found["ou"] or "whole-brain").replace("whole-brain", "cranial").replace("whole brain", "cranial")
        )
        if where in _BEFORE:
            yield found.start("where") if found["before"] else found.start(), found.end(), _BEFORE[where]
        for member in expression("irradiated_region").finditer(found["before"] or ""):
            if member.group() in _BEFORE:  # "abdominal or pelvic radiotherapy"
                start = found.start("before") + member.start()
                yield start, start + len(member.group()), _BEFORE[member.group()]
    yield from _after(text)


def _after(text: str) -> Iterator[tuple[int, int, str]]:
    """ "Radiotherapy to the liver or lung": each place of the list."""
    pattern, names = grouped("irradiated_sites")
    last = -1
    for site in pattern.finditer(text):
        before = expression("irradiation").search(text[: site.start()])
        if before or (last > 0 and expression("irradiated_too").fullmatch(text, last, site.start())):
            yield before.start() if before else site.start(), site.end(), names[site.lastgroup or ""]
            last = site.end()
