"""The patient: age, performance status, menopause, pregnancy, infections.

    "Mme T., 57 ans, PS 1, ménopausée"
    age 57, ecog 1, menopausal_status postmenopausal

Sources of the conventions: docs/conventions.md (performance status never turned from one scale into the other; menopause only when stated).
Age: age.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.reading.dates import MONTH, date_of
from matching.reading.families.age import read_age
from matching.reading.families.weight import USUAL_AFTER, WAS
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.paired import own_share
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.signs import denied_after
from matching.reading.sought import Sought
from matching.reading.values import number_at
from matching.value import Interval

Reader = Callable[[Note, Anchor], None]


def read(note: Note) -> None:
    read_age(note)
    for anchor in note.anchors.get("patient", ()):
        reader = _READERS.get(anchor.id)
        if reader:
            reader(note, anchor)
    _glued(note)


_GLUED_STATUS = Sought(r"\b(?:oms|ps|ecog)(?P<grade>[0-4])(?![\d/]|[.,]\d)")
_SMALL_STATUS = Sought(
    r"\b(?:oms|ps) ?:? ?(?P<grade>[0-4])(?![\d/%+-]|[.,]\d| ?(?:a |ans|mois))"
)  # "oms 1", dictated without capitals
_RATED = Sought(
    r"(?:cotee?|evaluee?|estimee?|chiffree?|classee?) a (?P<grade>[0-4]) (?:selon|sur|a) (?:l'echelle |l'|la classification )?"
    r"(?:de l'|de )?(?:oms|ecog)\b"
)


def _glued(note: Note) -> None:
    """What is written without a blank: "PS1"."""
    if not any(mention.key == "patient.ecog" for mention in note.mentions):
        for found in _SMALL_STATUS.finditer(note):
            if note.cased[found.start()].islower() and not _NOT_A_STATUS.search(
                note.plain[max(0, found.start() - 24) : found.start()]
            ):
                note.say("patient.ecog", int(found["grade"]), *found.span(), date=date_of(note, *found.span()))
        for found in _RATED.finditer(note):
            note.say("patient.ecog", int(found["grade"]), *found.span(), date=date_of(note, *found.span()))
        for found in _GLUED_STATUS.finditer(note):
            if note.cased[found.start() : found.start() + 2].isupper():
                note.say("patient.ecog", int(found["grade"]), *found.span(), date=date_of(note, *found.span()))


_NOT_A_STATUS = re.compile(r"\b(?:grade|classification|selon|si|a condition d'un|sous reserve d'un) (?:de l'|l'|le |la |un )?$")
_OTHER_FIGURE = re.compile(
    r" ?(?P<sign>/|->|>|puis(?: a)?|(?:en|au|a|le) [^.;\n]{2,16} ?[-,](?= ?\d (?:a )?ce jour)) ?(?P<figure>[0-4])(?![\d/]|[.,]\d)"
)  # "PS 0/1", "OMS 1 -> 2"


_LATER = re.compile(
    rf"[^.;\n]{{0,40}}?[,(] ?(?P<figure>\d{{1,3}}) ?%? ?{phrases('now')}"
)  # "IK 90 % avant chirurgie, 70 % actuellement"
_LIMIT = re.compile(
    r"\b(?:eligible|incluable|ineligible|exclu\w*|inclusion|critere\w*)[^.;\n]{0,16}$"
)  # "non éligible (IK < 80)"
_IN_WORDS = re.compile(r" ?[:=]? ?(?:a )?(?P<word>zero|un(?! [a-z])|deux|trois|quatre)\b")
_GRADES = {"zero": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4}
_ASIDE = re.compile(r"\( ?$")
_OF_BEFORE = re.compile(
    rf"[^()\n]{{0,8}}(?:{phrases('earlier', 'seasons')}|en {MONTH})[^()\n]{{0,24}}\)"
)  # "PS 2 (PS 0 à l'automne)"
_MOVED = re.compile(r" (?:est )?(?:passee?|degradee?|amelioree?|altere|evolue|remonte)(?: de [0-4])? a (?=[0-4]\b)")


def _scale(key: str, highest: float) -> Reader:
    def read_scale(note: Note, anchor: Anchor) -> None:
        if share := own_share(note, anchor.start, anchor.end):
            anchor = anchor._replace(end=share[0])
        moved = _MOVED.match(note.plain, anchor.end)
        closed = note.plain.startswith(")", anchor.end)  # "Performance status (OMS) : 1"
        found = number_at(note.plain, moved.end() if moved else anchor.end + closed, note.unit_at(anchor.start).end)
        if _NOT_A_STATUS.search(note.plain[max(0, anchor.start - 24) : anchor.start]) or _LIMIT.search(
            note.plain, max(0, anchor.start - 40), anchor.start
        ):
            return
        dictated = None if found or key != "patient.ecog" else _IN_WORDS.match(note.plain, anchor.end)
        if dictated:
            note.say(
                key, _GRADES[dictated["word"]], anchor.start, dictated.end(), date=date_of(note, anchor.start, dictated.end())
            )
        if found and found.value.high <= highest and not re.match(r" ?(?:grade|gr\b|mois|ans)", note.plain[found.end :][:8]):
            value, end = found.value, found.end
            if key == "patient.ecog" and (after := _OTHER_FIGURE.match(note.plain, end)):
                last, end = float(after["figure"]), after.end()
                value = Interval(value.low, last) if after["sign"] == "/" and last > value.low else Interval.exactly(last)
            if later := _LATER.match(note.plain, end, note.unit_at(anchor.start).end):
                value, end = Interval.exactly(float(later["figure"])), later.end()
            aside = _ASIDE.search(note.plain, max(0, anchor.start - 3), anchor.start) and _OF_BEFORE.match(note.plain, end)
            past = aside or WAS.search(note.plain[anchor.end : found.start]) or USUAL_AFTER.match(note.plain, end)
            note.say(key, value, anchor.start, end, date=date_of(note, anchor.start, end), temporality="past" if past else "now")

    return read_scale


_OF_MENOPAUSE = re.compile(r"(?:traitement|substitut\w*|symptomes?|troubles?|thm|ths|bouffees) (?:\w+ )?(?:de )?(?:la )?$")


_NOT_YET_MENOPAUSE = re.compile(
    r" (?:precoce|chimio|a venir|incertaine|probable|douteuse)|\?|[- ]?metrorr|(?: status)? (?:non|(?:est |reste )?a) (?:confirm|precis|verifi|dos)"
)


_OF_THEN = re.compile(rf" {phrases('earlier')}")


def _menopause(note: Note, anchor: Anchor) -> None:
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if _OF_MENOPAUSE.search(note.plain[max(0, anchor.start - 30) : anchor.start]):
        return
    if axes.experiencer == "patient" and not _NOT_YET_MENOPAUSE.match(note.plain, anchor.end):
        value = "premenopausal" if anchor.id == "postmenopausal" and axes.status == "negated" else anchor.id
        then = _OF_THEN.match(note.plain, anchor.end)  # "non ménopausée au diagnostic"
        if axes.status == "present" or value == "premenopausal":
            note.say(
                "patient.menopausal_status", value, anchor.start, anchor.end,
                weight=1 if anchor.id == "premenopausal" else 0, temporality="past" if then else "now",
            )  # fmt: skip


_DELIVERED = re.compile(rf"\b{phrases('delivered')}")


def _flag(key: str) -> Reader:
    """A boolean that the words state or deny; uncertain and family mentions are dropped when values are chosen."""

    def read_flag(note: Note, anchor: Anchor) -> None:
        axes = qualify(note, anchor.start, anchor.end)
        if key == "patient.breastfeeding" and axes.modality != "done":
            return
        if key == "patient.pregnant" and _DELIVERED.search(note.plain, anchor.end):
            return
        said_no = bool(denied_after(note.plain, anchor.end))
        note.say(key, True, anchor.start, anchor.end, status="negated" if said_no else axes.status, experiencer=axes.experiencer)

    return read_flag


_NOTHING_MORE = re.compile(r" ?(?:[,;.()\n]|et\b|ni\b|en cours|actuel|connue?|a ce jour|$)")


def _not_pregnant(note: Note, anchor: Anchor) -> None:
    """ "Pas de grossesse" says it of now, "pas de grossesse menée à terme" does not."""
    if _NOTHING_MORE.match(note.plain, anchor.end) and not note.is_other(anchor.start):
        note.say("patient.pregnant", False, anchor.start, anchor.end)


_TOO = re.compile(r" (?:aussi|egalement|de meme)\b")  # "les sérologies sont négatives, le test de grossesse aussi"


def _pregnancy_test(note: Note, anchor: Anchor) -> None:
    """ "Test de grossesse négatif": asked for or to be done, it says nothing."""
    found = re.compile(rf"[^.;\n]{{0,20}}?(?:(?P<no>{phrases('no')}|-(?=[ ,.;)]|$))|(?P<yes>positi\w*|\+))").match(
        note.plain, anchor.end
    )
    unit = note.unit_at(anchor.start)
    if found:
        note.say("patient.pregnant", bool(found["yes"]), anchor.start, found.end())
    elif (too := _TOO.match(note.plain, anchor.end)) and re.search(
        r"\bnegati\w+[^.;]{0,12}$", note.plain[unit.start : anchor.start]
    ):
        note.say("patient.pregnant", False, anchor.start, too.end())


def _infection(note: Note, anchor: Anchor) -> None:
    """An infection to be treated now; one that is over ("résolutif") or only feared is none."""
    axes = qualify(note, anchor.start, anchor.end)
    over = re.match(rf"[^.;\n]{{0,30}}?\b{phrases('resolved')}", note.plain[anchor.end :])
    if not over and axes.modality == "done" and note.unit_at(anchor.start).section != "history":
        status = "negated" if denied_after(note.plain, anchor.end) else axes.status
        note.say("patient.active_infection", True, anchor.start, anchor.end, status=status, experiencer=axes.experiencer)


_NYHA_AFTER = re.compile(
    r" ?(?:classe|stade)? ?[:=(]? ?(?P<low>iv|i{1,3}|[1-4])(?P<range> ?[-/a] ?(?:iv|i{1,3}|[1-4]))?(?![a-z\d])"
)
_NYHA_BEFORE = re.compile(r"(?:classe|stade|dyspnee(?: d'effort)?) (?P<low>iv|i{1,3}|[1-4]) (?:de la |selon la |\(?)$")


def _nyha(note: Note, anchor: Anchor) -> None:
    found = _NYHA_AFTER.match(note.plain, anchor.end) or _NYHA_BEFORE.search(note.plain[max(0, anchor.start - 36) : anchor.start])
    if found and "range" in found.re.groupindex and found["range"]:
        return
    if found and qualify(note, anchor.start, anchor.end).experiencer == "patient":
        said = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(found["low"], found["low"].upper())
        end = found.end() if found.re is _NYHA_AFTER else anchor.end
        note.say("patient.nyha_class", said, anchor.start, end, date=date_of(note, anchor.start, end))


_READERS: dict[str, Reader] = {
    "ecog": _scale("patient.ecog", 4), "karnofsky": _scale("patient.karnofsky", 100), "g8": _scale("patient.g8_score", 17),
    "postmenopausal": _menopause, "premenopausal": _menopause,
    "perimenopausal": _menopause, "pregnant": _flag("patient.pregnant"), "fertility": _flag("patient.fertility_wish"),
    "castration": _flag("patient.castration_level"), "pregnancy_test": _pregnancy_test, "breastfeeding": _flag("patient.breastfeeding"),
    "infection": _infection, "nyha": _nyha, "not_pregnant": _not_pregnant,
}  # fmt: skip
