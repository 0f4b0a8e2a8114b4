"""The funnel of a trial: how many stored patients each criterion leaves, and for how many it is unknown.

>>> words(found)[:2]
['412 dossiers au départ', '« Metastatic breast cancer » : 382 exclus, dont 310 par ce seul critère ; il en reste 30']
>>> svg(found)[:4]
'<svg'
"""

from __future__ import annotations

from collections.abc import Iterator

from dossier.pictures.svg import QUIET, SAND, TEAL, bar, picture, shortened, text
from trials.screen import Screened, Step

WIDTH, LEFT, RIGHT, TOP, ROW = 960, 430, 190, 12, 26
LONGEST_LABEL = 62


def words(found: Screened) -> list[str]:
    """The funnel in words: the start, then one line a criterion."""
    return [_several(len(found.cases), "dossier", "dossiers") + " au départ", *map(_words, found.funnel())]


def _words(step: Step) -> str:
    quoted = f"{'exclusion ' if step.kind == 'exclusion' else ''}« {' '.join(step.text.split())} »"
    said = []
    if step.excludes:
        alone = f", dont {step.alone} par ce seul critère" if step.alone else ""
        said.append(f"{_several(step.excludes, 'exclu', 'exclus')}{alone}")
    if step.unknown:
        said.append(f"à vérifier pour {step.unknown} de ceux qui restent")
    return f"{quoted} : {' ; '.join(said)} ; il en reste {step.left}"


def svg(found: Screened) -> str:
    """The funnel as a picture: a bar for those left after each criterion, how many fewer, its end in sand those for whom it is unknown."""
    steps = found.funnel()
    scale = (WIDTH - LEFT - RIGHT) / max(len(found.cases), 1)
    parts = [*_row(TOP, "Dossiers enregistrés", len(found.cases), 0, str(len(found.cases)), scale)]
    before = len(found.cases)
    for number, step in enumerate(steps, start=1):
        label = " ".join((f"Exclusion : {step.text}" if step.kind == "exclusion" else step.text).split())
        out = f" (− {before - step.left})" if step.left < before else ""
        before = step.left
        unknown = f", {step.unknown} à vérifier" if step.unknown else ""
        parts += _row(TOP + ROW * number, label, step.left, step.unknown, f"{step.left}{out}{unknown}", scale)
    return picture(
        WIDTH, TOP + ROW * (len(steps) + 1) + 6, f"Entonnoir de l'essai {found.trial.id}", " ; ".join(words(found)), parts
    )


def _row(y: float, label: str, left: int, unknown: int, said: str, scale: float) -> Iterator[str]:
    yield text(LEFT - 10, y + 14, shortened(label, LONGEST_LABEL), anchor="end", size=12)
    yield bar(LEFT, y, WIDTH - LEFT - RIGHT, ROW - 8, "#eef3f3")
    if left:
        yield bar(LEFT, y, left * scale, ROW - 8, TEAL)
    if unknown:
        yield bar(LEFT + (left - min(unknown, left)) * scale, y, min(unknown, left) * scale, ROW - 8, SAND)
    yield text(WIDTH - RIGHT + 8, y + 14, said, colour=QUIET, size=12)


def _several(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}"
