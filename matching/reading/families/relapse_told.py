"""What is said beside the words for a relapse: its date, and its kind (biochemical, distant, regional or local).

"10/2025 : nodules pulmonaires, biopsie = récidive"
date 2025-10, kind distant
"""

from __future__ import annotations

import re

from matching.reading.dates import months_between
from matching.reading.mention import Anchor, DateMention
from matching.reading.note import Note
from matching.reading.phrases import IS, whole
from matching.reading.sentences import Unit
from matching.reading.values import ORDINALS

_KINDS = (
    ("biochemical", r"biochimique|biologique|\bpsa\b|\brbc\b|isolee du psa"),
    (
        "distant",
        r"metast|\bmetas?\b|a distance|hepatiques?|\bhep\b|hepat\b|osseu(?:x|ses?)|\boss\b|pulm\b|pulmonaires?|"
        r"cereb\w*|(?<!retro)peritone|\bm1|\bm\+|secondaires?|"
        r"systemique|carcinose|maligne|controlateral|pluri|oligo|\bsurr\b|surrenal|lombo|viscerale|pleurale|\bos\b|"
        r"\bfoie|poumons?\b|cerveau",
    ),
    (
        "regional",
        r"ganglionn|axillaire|\bregionale|adp\b|adenopath\w*|mediastin\w*|cervicale|inguinale|sus[- ]?clav|"
        r"loco-?regionale",
    ),
    (
        "local",
        r"\blocale|local\b|cicatri|parietale|anastomo|du lit|de la loge|\bloge\b|vaginale|in situ|"
        r"homolaterale|sur (?:le )?moignon|centro-?pelvienne|pelvienne|fond vaginal|mammaire|du sein|vesicale|"
        r"intravesicale|intra-?vesicale|scapul|glottique|in-breast|retroperitone|presacree|pre-sacree|peristomial",
    ),
)
_WITHOUT = re.compile(r"(?:pas de|pas d'|sans|absence de|ni) [^,.;]*")
_UNRELATED = re.compile(
    r"\(|\bd'un|exerese|opere|resequ|thoracosc|traite|stupp|apres|sous |chirurgie|meilleure|"
    r"(?:cancer|carcinome|tumeur|\bk|\badk|melanome|lymphome|sarcome)\b[^.;]*diagnosti"
)
_ASIDE = re.compile(
    r"\((?![^()]*(?:\d{4}|\d/\d))[^()]*\)(?=[ ,:]*(?:(?:en|le|depuis|du|au) ?)*$)"
)  # "2e rechute : pulmonaire (LSD, 3 nodules), mai 2025"
_MEETING = re.compile(r"\b(?:rcp|reunion|seance|consultation|fiche|staff)\b[^.;,]{0,40}$")
_CONCLUDES = re.compile(r"(?:il s'agi(?:t|ssait)|soit|conclu\w*|correspond\w*|ce qui fait|au total|=>?|-?>)[^.;,]{0,18}$")
_CONCLUDED = re.compile(
    rf" (?:[\w-]+ ){{0,2}}donc\b|[^.;:]{{0,70}}\b(?:{IS}|a ete) (?:donc |ainsi |alors )?(?:retenue?|conclue?|admise?|portee?|affirmee?)\b"
)
_HEADING_ALONE = re.compile(r"[-* ]*(?:\d[.)] ?)?(?:la |le )?(?:\w+ )?$")  # "Rechute. En juin 2025, prurit et adénopathies"
_AND = re.compile(r"[\w '-]{0,30}(?: et |, ?| ?\+ ?|/)[\w '-]{0,20}")  # "axillaire droite et hépatique"
_BARE_YEAR = re.compile(r"[a-z -]{0,24} ((?:19|20)\d\d)(?![\d/-])")  # "rechute os 2019"
_BESIDE = re.compile(  # "opérée en 2020, rechute en 05/2025", "récidive locale retenue, 07/2025"
    r" (?:(?:en|le|au|du|fin|debut|mi|courant) |\()|"
    r"(?: [\w-]+){0,5}? (?:retenue?|prouvee?|confirmee?|affirmee?|actee?|diagnostiquee?|decouverte?|constatee?|connue?|vue?)(?:,| ?:)? "
    r"(?:\(|en |le |au |depuis (?:le )?)?"
)
_PROVED_BY = re.compile(
    r"\b(?:biopsies?|bx|rebiopsies?|(?:cyto)?ponctions?|cytologies?|histologies?|prelevements?|anapath)\b[^.;\n]{0,70}$"
)
_OPENING = 45  # characters at the head of a sentence in which its date stands
_HEAD = 25  # characters at the head of a line
_PROOF_AFTER = 4  # months at most from what was seen to its proof
_RANK = re.compile(rf"\b(?:(?P<figure>[1-9])(?:re|ere|e|eme)|(?P<word>{whole(ORDINALS)})) (?:[\w-]+ )?$")
_PRIMARY = re.compile(
    r"\b(?:cancers?|k|adk|(?:adeno)?carcinomes?|cc?i|cli|tumeurs?|melanomes?|sarcomes?) (?:[\w-]+ ){0,3}?(?:du |de la |de l'|des )\w+"
)
_YEAR_HEADING = re.compile(r"((?:19|20)\d\d) ?: ?")  # "2025 : récidive multifocale"
YEAR = re.compile(r"(?<![\d/.,])(?:19[89]|20[0-4])\d(?![\d,]| ?(?:mg|ml|ui|ng|g/))")


def date_beside(note: Note, anchor: Anchor) -> str | None:
    """The date of what an anchor tells, as precise as told, None where there is none: beside the words, else what opens their sentence."""
    unit = note.unit_at(anchor.start)
    near = [
        date
        for date in note.dates_between(unit.start, unit.end)
        if not _MEETING.search(note.plain[unit.start : date.start])
        and (
            (0 <= date.start - anchor.end <= 60 and not _is_unrelated(note, anchor.end, date.start))
            or 0 <= anchor.start - date.end <= 70
        )
    ]
    if seen := _seen_before_its_proof(note, anchor, near):
        return seen
    beside = next((date for date in near if _BESIDE.fullmatch(note.plain, anchor.end, date.start)), None)
    if beside:
        return beside.iso
    opening = note.dates_between(unit.start, anchor.start)
    if not near and len(opening) == 1 and opening[0].start - unit.start <= 4:
        return opening[0].iso  # "En juin 2025 est apparue une adénopathie, dont la ponction confirme une récidive"
    if opening and opening[0].start - unit.start <= 4 and note.plain.startswith((":", " :"), opening[0].end):
        attached = [date for date in near if 0 <= date.start - anchor.end <= 12]
        return attached[0].iso if attached else opening[0].iso
    heading = _YEAR_HEADING.match(note.plain, unit.start, anchor.start)
    if heading and all(date.start > anchor.end for date in near):
        return heading[1]
    year = _BARE_YEAR.match(note.plain, anchor.end, unit.end)
    if year and all(date.start > year.end() or date.end < anchor.start for date in near):
        return year[1]
    if near:
        return min(near, key=lambda date: abs(date.start - anchor.start)).iso
    if date := _opening_the_next(note, anchor):
        return date
    if not is_concluded(note, anchor):
        first_year = YEAR.match(note.plain, unit.start, anchor.start)
        return first_year.group() if first_year else None
    line = note.dates_between(note.line(anchor.start)[0], anchor.start)
    if not line:
        return None
    told = line[0] if anchor.start - line[0].end < 700 else line[-1]  # in a long paragraph the first date is another moment's
    days = [date.iso for date in line if len(date.iso) >= 7]
    if len(told.iso) < 7 and len(days) == 1:
        return days[0]  # "opéré en 2019. Le scanner du 4 mars 2025 [...] il s'agit d'une rechute"
    told = next(reversed(_on_exams(note, line)), told)
    return told.iso[:7]  # to the month: "La cystoscopie de mars 2025 [...] Il s'agit donc d'une récidive"


def _is_unrelated(note: Note, start: int, end: int) -> bool:
    """Do the words between a relapse and a date tell of something else, as a treatment?"""
    drugs = any(note.anchors_between(kind, start, end) for kind in ("drug", "protocol"))
    return drugs or bool(_UNRELATED.search(_ASIDE.sub("", note.plain[start : end - 1])))


def _seen_before_its_proof(note: Note, anchor: Anchor, near: list[DateMention]) -> str | None:
    """ "En février 2025, nodule de la cicatrice. La biopsie du 12/03/2025 confirme la récidive": when it was seen, in the sentence before."""
    unit = note.unit_at(anchor.start)
    proof = _PROVED_BY.search(note.plain, unit.start, anchor.start)
    before = _sentence_before(note, anchor)
    opening = note.dates_between(before.start, min(before.end, before.start + _OPENING)) if proof and before else []
    if not proof or not opening:
        return None
    seen = opening[0].iso
    months = [months_between(seen, date.iso) for date in near if proof.start() <= date.start < anchor.start]
    return seen if any(count is not None and 0 <= count <= _PROOF_AFTER for count in months) else None


def opening_its_line(note: Note, anchor: Anchor, after: int) -> tuple[str | None, bool]:
    """ "Depuis août 2025, le CA 125 remonte ; métastases [...] cette deuxième rechute": the month that opens its line, or what follows an
    offset of it, and whether metastases are told there."""
    start = max(after, note.line(anchor.start)[0])
    opening = note.dates_between(start, min(anchor.start, start + _HEAD))
    told = _WITHOUT.sub("", note.plain[start : anchor.start])
    return opening[0].iso[:7] if opening else None, bool(re.search(dict(_KINDS)["distant"], told))


_SEEN_ON = re.compile(r"\b(?:tep\w*|pet\w*|tdm|scanner|irm|bilan|echographie|imagerie|fibroscopie|cystoscopie)\b[^.;\n]{0,16}$")


def _on_exams(note: Note, dates: list[DateMention]) -> list[DateMention]:
    """Those of the dates, to the month at least, that an examination bears."""
    whole = [date for date in dates if len(date.iso) >= 7 and not date.guessed]
    return [date for date in whole if _SEEN_ON.search(note.plain, max(0, date.start - 40), date.start)]


def seen_in_its_line(note: Note, anchor: Anchor) -> tuple[str | None, bool]:
    """ "Le TEP de novembre 2025 montre trois foyers. Ponction : Merkel. Rechute à distance donc": the date of the last examination told
    before it in its line, else the last date; and whether metastases are told since."""
    before = note.dates_between(note.line(anchor.start)[0], anchor.start)
    seen = (_on_exams(note, before) or [date for date in before if len(date.iso) >= 7 and not date.guessed])[-1:]
    if not seen:
        return None, False
    told = _WITHOUT.sub("", note.plain[note.unit_at(seen[0].start).start : anchor.start])
    return seen[0].iso, bool(re.search(dict(_KINDS)["distant"], told))


def rank_of(note: Note, anchor: Anchor) -> int:
    """1 for "première rechute", 2 for "2e récidive", 0 where no rank is told."""
    found = _RANK.search(note.plain, max(0, anchor.start - 24), anchor.start)
    if not found:
        return 0
    return int(found["figure"] or ORDINALS[found["word"]])


def is_concluded(note: Note, anchor: Anchor) -> bool:
    """ "Il s'agit donc d'une récidive", "la rechute était retenue": at the end of what is told of it."""
    unit = note.unit_at(anchor.start)
    ahead = _CONCLUDES.search(note.plain[unit.start : anchor.start])
    return bool(ahead or _CONCLUDED.match(note.plain, anchor.end, unit.end))


def _sentence_before(note: Note, anchor: Anchor) -> Unit | None:
    """The sentence before that of an anchor, in its line."""
    unit = note.unit_at(anchor.start)
    before = note.unit_at(max(0, unit.start - 2))
    return before if before is not unit and note.line(before.start) == note.line(unit.start) else None


def _opening_the_next(note: Note, anchor: Anchor) -> str | None:
    """The date at the head of the sentence below a word that is its heading: "Rechute. En juin 2025, prurit"."""
    unit = note.unit_at(anchor.start)
    alone = (
        _HEADING_ALONE.match(note.plain[unit.start : anchor.start]) and len(note.plain[anchor.end : unit.end].strip(" .:\n")) < 12
    )
    following = note.unit_at(unit.end + 1)
    opening = note.dates_between(following.start, following.end)[:1] if alone and following is not unit else []
    return opening[0].iso if opening and opening[0].start - following.start <= 4 else None


def _blank(words: re.Match[str]) -> str:
    return " " * len(words.group())


def kind_beside(note: Note, anchor: Anchor) -> str:
    """The kind named nearest after the word, else in its sentence before it."""
    unit = note.unit_at(anchor.start)
    kinds = (("local", r"hepatique|intra-?hep\w*|\bfoie|bilobaire|multifocale"), *_KINDS) if note.family == "liver" else _KINDS
    after = _PRIMARY.sub(_blank, _WITHOUT.sub(_blank, note.plain[anchor.start : min(unit.end, anchor.end + 70)]))
    found = [(hit.start(), hit.end(), kind) for kind, words in kinds if (hit := re.search(words, after))]
    if found:
        first, end, kind = min(found)
        nodes = kind == "regional" and not after.startswith("loco", first)
        farther = nodes and any(other == "distant" and _AND.fullmatch(after, end, start) for start, _, other in found)
        return "distant" if farther else kind
    if ":" in note.plain[anchor.end : anchor.end + 45]:  # "Rechute en novembre 2025 : CA 125 à 340, scanner avec carcinose"
        described = _WITHOUT.sub("", note.plain[anchor.end : min(unit.end, anchor.end + 240)])
        if re.search(dict(kinds)["distant"], described):
            return "distant"
    # "10/2025 : nodules pulmonaires, biopsie = récidive"
    told = re.split(r"[:;]", _PRIMARY.sub("", note.plain[unit.start : anchor.start]))[-1]
    before = {kind for kind, words in kinds if re.search(words, told)}
    dated = bool(note.dates_between(unit.start, anchor.start))
    if not dated and is_concluded(note, anchor) and (seen := _sentence_before(note, anchor)):
        # "Le scanner de mars 2025 montre deux nodules du foie ; il s'agit d'une rechute"
        dated = bool(note.dates_between(seen.start, seen.end))
        told = _WITHOUT.sub("", note.plain[seen.start : seen.end])
        before = {kind for kind, words in kinds if kind == "distant" and re.search(words, told)}
    return next((kind for kind in ("distant", "regional", "local") if dated and kind in before), "")
