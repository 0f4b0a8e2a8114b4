"""What the patient smokes and drinks: tobacco, pack-years, alcohol.

    "tabac sevré 2015 (12 PA), OH 0"
    smoking former, pack_years 12, alcohol none

Smoking is told only when stated (docs/conventions.md). Known limit: "ne fume pas" does not tell since when.
"""

from __future__ import annotations

import re

from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import either, phrases
from matching.reading.qualifiers import qualify
from matching.reading.signs import denied_after
from matching.reading.sought import Sought
from matching.reading.values import COUNTS, to_float


def read(note: Note) -> None:
    for anchor in note.anchors.get("patient", ()):
        reader = _READERS.get(anchor.id)
        if reader:
            reader(note, anchor)
    for found in _GLUED_PACKS.finditer(note):  # "tabac 40PA"
        _pack_years(note, Anchor(found.end() - 2, found.end(), "patient", "pack_years"))
    _drinks(note)
    _smokes_daily(note)


def _own_words(note: Note, anchor: Anchor) -> tuple[str, str]:
    """The words before and after a habit, within its clause: they stop at the other habit ("tabac sevré, OH 0") and at the sentence's end."""
    unit = note.unit_at(anchor.start)
    if asked := _ASKED.match(note.plain, anchor.end, unit.end + 2):  # "Tabac ? jamais."
        return note.plain[unit.start : anchor.start], note.plain[asked.end() : note.unit_at(asked.end()).end]
    others = [
        other
        for other in note.anchors.get("patient", ())
        if other.id in _HABITS
        and (other.id == "alcohol") != (anchor.id == "alcohol")
        and min(abs(other.start - anchor.end), abs(anchor.start - other.end)) > 1  # "alcoolo-tabagique, sevré" is of both
    ]
    end = min([unit.end, *(other.start for other in others if other.start > anchor.start)])
    start = max([unit.start, *(other.end for other in others if other.end <= anchor.start)])
    return note.plain[start : anchor.start], note.plain[anchor.end : min(end, anchor.end + 80)]


_ASKED = re.compile(r" ?\? (?=[a-z0-9])")
_NO_LONGER = re.compile(r"\b(?:ne|n'en) (?:boit|consomme|prend) plus (?:du tout )?(?:d'|de )?$|\barret (?:total )?(?:de l'|d')$")
_HABITS = ("tobacco", "ex_smoker", "never_smoker", "alcohol")
_STOPPED = re.compile(rf"(?<!non )(?<!pas )(?<![a-z]){phrases('stopped')}")
_GOES_ON = re.compile(rf"(?<![a-z]){phrases('going_on')}")
_RESUMED = re.compile(r"\b(?:repris|reprend|reprise) (?:le |du |de la |d'un )?$")
_RESUMED_SINCE = re.compile(r"[,(] ?(?:mais )?reprise? (?:en|depuis|il y a|a \d)")  # "sevré en 2010, repris en 2024"
_A_DAY = re.compile(r" ?[:=(]? ?(?:a )?\d+ ?(?:cig\w*|cigarettes|paquets?|pq)\b(?! ?[- ]?annee)")
_NOT_YET = re.compile(rf"[^.;\n]{{0,20}}\b{phrases('not_yet')}")
_NEVER = re.compile(r"\bjamais\b|\bnon fum")
_SINCE_THEN = re.compile(
    r" ?[:=]? ?(?:0|non|rien|aucune?)? ?depuis\b(?! (?:toujours|jamais|la naissance))"
)  # "non-fumeur depuis 2012", "tabac : 0 depuis 3 ans"
_NOT_NOW = re.compile(r" ?(?:acti(?:f|ve) ?)?[(,] ?(?:arret|stop|sevre)")  # "pas de tabac actif (arrêt 2005)"
_UNTIL = re.compile(rf"[^.;\n]{{0,50}}?\b{phrases('until_then')}")  # "5 cig/j jusqu'au diagnostic"
_YES = re.compile(r" ?[:=]? ?oui\b| ?[:=] ?o(?= ?(?:[,;.)/|\n]|- |$))")


def _tobacco(note: Note, anchor: Anchor) -> None:
    before, after = _own_words(note, anchor)
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if axes.experiencer == "family" or note.is_other(anchor.start):
        return
    said = note.plain[anchor.start : anchor.end]
    if said.startswith("fume") and re.match(r" pas\b", after) and not _NEVER.search(before[-18:] + said + after[:14]):
        return  # "ne fume pas": since when is not said
    if anchor.id == "ex_smoker" and _NOT_YET.match(after):
        return
    if (
        anchor.id == "never_smoker"
        or (axes.status == "negated" and anchor.id != "ex_smoker")
        or re.match(r" ?[:=]? ?(?:0(?!\d|[.,]\d)|non\b(?! sevr)|aucun|jamais|pas\b|-(?=[,;.)\n]|$))", after)
        or denied_after(note.plain, anchor.end)
    ):
        value = "former" if _SINCE_THEN.match(after) or _NOT_NOW.match(after) else "never"
    elif (
        _RESUMED.search(before)
        or _RESUMED_SINCE.search(after)
        or _GOES_ON.search(said + after)
        or (anchor.id == "tobacco" and (_YES.match(after) or _A_DAY.match(after)) and not _UNTIL.match(after))
    ):
        value = "current"
    elif anchor.id == "ex_smoker" or _STOPPED.search(before[-14:] + after) or _UNTIL.match(after):
        value = "former"
    elif said.startswith("fume"):
        value = "former" if _UNTIL.match(after) else "current"
    else:
        return
    note.say(
        "patient.smoking_status", value, anchor.start, anchor.end, weight=1 if anchor.id in ("never_smoker", "ex_smoker") else 0
    )


_PACKS = re.compile(rf"(?:(?P<figures>\d{{1,3}}(?:[.,]\d)?)|(?<![\w-])(?<! et )(?P<words>{either(COUNTS)})) ?-?$")
_LABELLED_PACKS = re.compile(r"\)? ?[:=] ?(\d{1,3})(?![\d/.,]\d|\d)")  # "Tabac (PA) : 40"


def _pack_years(note: Note, anchor: Anchor) -> None:
    found = _PACKS.search(note.plain, max(0, anchor.start - 24), anchor.start)
    labelled = _LABELLED_PACKS.match(note.plain, anchor.end)
    if labelled and not found and not note.is_other(anchor.start):
        note.say("patient.pack_years", to_float(labelled[1]), anchor.start, labelled.end())
    if not found or note.is_other(anchor.start):
        return
    start = found.start()
    packs = float(COUNTS[found["words"]]) if found["words"] else to_float(found["figures"])
    note.say("patient.pack_years", packs, start, anchor.end)
    before, after = _own_words(note, anchor)
    before = re.split(r"[,;]", before)[-1]
    if _GOES_ON.search(before[-30:] + after[:20]):
        note.say("patient.smoking_status", "current", start, anchor.end)
    elif _STOPPED.search(before[-30:] + after[:40]):
        note.say("patient.smoking_status", "former", start, anchor.end)


def _alcohol(note: Note, anchor: Anchor) -> None:
    before, after = _own_words(note, anchor)
    axes = qualify(note, anchor.start, anchor.end, reach=False)
    if axes.experiencer == "family" or note.is_other(anchor.start):
        return
    if re.search(r"(?:cirrhose|hepatopathie|pancreatite|neuropathie|hepatite)s? $", before):
        _by_its_harm(note, anchor)
        return
    denied = (
        axes.status == "negated"
        or re.match(
            r" ?[:=]? ?(?:0(?!\d|[.,]\d)|non\b(?! sevr)|aucune?|jamais|(?:dit |il |elle )*ne (?:pas )?boi(?:re|t)(?: pas)?\b)",
            after,
        )
        or denied_after(note.plain, anchor.end)
    )
    once = re.match(r"[^.;\n]{0,14}\bdepuis\b|[^.;\n]{0,24}\bex-", after) or _NO_LONGER.search(before)
    if denied or _NO_LONGER.search(before):
        value = "former" if once else "none"
    elif (_STOPPED.search(after[:60]) and not _GOES_ON.search(after[:12])) or re.search(
        r"sevrage $|ancien(?:ne)? (?:consommation d')?$", before
    ):
        value = "former"
    elif _DRUNK.match(after) or _YES.match(after) or "isme" in note.plain[anchor.start : anchor.end]:
        value = "current"
    else:
        return
    note.say("patient.alcohol", value, anchor.start, anchor.end)


_DRUNK = re.compile(
    rf"[^.;,\n]{{0,36}}?(?:\d|\b{phrases('now_and_then')}|\b(?:verres?|bouteilles?|litres?|par jour|actif|active|quotidien|"
    r"chronique|regulier|en cours|oui)\b|non sevr|poursuivi)"
)
_WEANED = re.compile(rf"[^.;\n]{{0,50}}?(?<!non )(?<!sans )\b(?:sevrage|sevree?|abstinen\w+)\b(?!{_NOT_YET.pattern})")
_GLASS = r"(?:verres?|bouteilles?|litres?|canettes?|pintes?)"
_HOW_MANY = rf"(?<![\w.,])(?:\d{{1,2}}|{phrases('counts')})(?: a \d{{1,2}})? "
_DRINKS = Sought(
    rf"{_HOW_MANY}(?:{phrases('drinks')}|{_GLASS} (?:de |d'){phrases('drinks')}) ?(?:(?:par|/) ?(?:j(?:our)?|sem(?:aine)?)\b|"
    rf"{phrases('now_and_then')})|{_HOW_MANY}verres? {phrases('now_and_then')}|"
    rf"(?<![\w.,])(?<!lie de ){phrases('drinks')} (?:{phrases('now_and_then')}|quotidien\b)"
)
_DRANK = re.compile(r"\b(?:consommait|buvait|bu|consomme jusqu'a|anciennement|antecedent d[e'])[^.;,\n]{0,30}$")


def _drinks(note: Note) -> None:
    """What is drunk every day, told without the word: "deux verres de vin par jour"."""
    for found in _DRINKS.finditer(note):
        unit = note.unit_at(found.start())
        if unit.section == "family" or note.is_other(found.start()):
            continue
        after = note.plain[found.end() : min(unit.end, found.end() + 40)]
        once = _DRANK.search(note.plain, unit.start, found.start()) or (_STOPPED.search(after) and not _GOES_ON.search(after))
        note.say("patient.alcohol", "former" if once else "current", *found.span())


_GLUED_PACKS = Sought(r"[0-9](?<!\w[0-9])\d{0,2}pa\b")
_NOTHING_MORE = re.compile(r" ?(?:[,;.()\n]|et\b|ni\b|d'alcool|en cours|actuel|a ce jour|$)")


def _drinks_nothing(note: Note, anchor: Anchor) -> None:
    """ "Ne boit pas": by itself, alcohol is meant."""
    if _NOTHING_MORE.match(note.plain, anchor.end) and not note.is_other(anchor.start):
        note.say("patient.alcohol", "none", anchor.start, anchor.end)


def _by_its_harm(note: Note, anchor: Anchor) -> None:
    """ "Cirrhose alcoolique, sevrage obtenu": what alcohol once caused says nothing of today but with its end."""
    before, after = _own_words(note, anchor)
    if _WEANED.match(after) and not before.endswith("non ") and not note.is_other(anchor.start):
        note.say("patient.alcohol", "former", anchor.start, anchor.end)


def _drank_once(note: Note, anchor: Anchor) -> None:
    """ "Ne boit plus depuis 2011", "ancien buveur"."""
    if not note.is_other(anchor.start) and qualify(note, anchor.start, anchor.end, reach=False).experiencer == "patient":
        note.say("patient.alcohol", "former", anchor.start, anchor.end)


_CIGARETTES = Sought(r"(?<![\w.,])[0-9]\d? ?(?:a \d\d? ?)?(?:cig|cigarettes|clopes) ?(?:/ ?j|par j)(?:our)?\b")


_ENDED = re.compile(r"[^.;\n]{0,30}?\b(?:sevree?|stopp\w+|arret (?:en|depuis|il y a|\d))\b")


def _smokes_daily(note: Note) -> None:
    """ "20 cig/j", told without the word."""
    for found in _CIGARETTES.finditer(note):
        unit = note.unit_at(found.start())
        told = any(anchor.id in _HABITS for anchor in note.anchors_between("patient", unit.start, found.start()))
        if told or unit.section == "family" or note.is_other(found.start()):
            continue
        over = _UNTIL.match(note.plain, found.end(), unit.end) or _ENDED.match(note.plain, found.end(), unit.end)
        note.say("patient.smoking_status", "former" if over else "current", *found.span(), weight=-1)


_READERS = {
    "tobacco": _tobacco, "ex_smoker": _tobacco, "never_smoker": _tobacco, "pack_years": _pack_years, "alcohol": _alcohol,
    "does_not_drink": _drinks_nothing, "drank_once": _drank_once, "caused_by_alcohol": _by_its_harm,
}  # fmt: skip
