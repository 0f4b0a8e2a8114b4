"""A lesion of one organ at its place: what the words around it call it.

    "Métastases hépatiques et foyer costal"    is_called_metastatic, at "hépatiques"
    "nodule surrénalien G"                     is_a_lesion, is_one

Which status follows from them: lesions.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from matching.reading.families.sources import SOURCES
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.sentences import Unit

_META = r"\bmeta(?!phy|bol|car|tar)\w*"  # no metaphysis, nothing metabolic
CALLED = re.compile(rf"{_META}|\bmets?\b|\bmts\b|secondaires?|secondarisme|\bm\+|hypermeta|\bls\b|2aires?|dissemin")
_CALLED_AHEAD = re.compile(rf"{_META}|\bmets?\b|\bmts\b|secondaires?|secondarisme|m\+|\bls\b|2aires?|dissemin\w*|\bm1[a-d]?")
_CALLED_BESIDE = re.compile(rf"{_META}|m\+|secondaire")
_CALLED_BEHIND = re.compile(
    r"(?:s|es)?(?: \w+| \d+ ?mm| [dg]){0,4}? ?"
    r"(?:\(?m\+|\(?cyto\w* (?:\+|positive)|maligne|hypermeta\w*|metasta\w*|secondaires?|\(?m1\b|mts)"
)
_CALLED_FROM = 80  # characters over which a word ahead calls a lesion metastatic
_BY_ITS_NAME = re.compile(rf"{phrases('metastatic_by_its_name')}|metastases? ganglionnaires? \w")
METASTASIS_OF = re.compile(
    r"(?:metas?|metastases?|localisations? secondaires?|mts|krukenberg) (?:(?:\w+ ){1,3}(?:et |, ?))?(?:du |de la |de l')?$"
)
_OF_ANOTHER_KIND = re.compile(  # between the word that calls a lesion metastatic and an organ that is not its seat
    r"\b(?:pas|sans|aucune?|hors|absence|primitif|origine|d'un (?:cancer|k|adk|carcinome|adenocarcinome)|mais|"
    r"biopsie|irm|scanner|douleur\w*|du (?:cancer|k))\b"
)
_PLACES_IN_BRACKETS = re.compile(r" ?\((?:rachis|multi|bassin|cotes)")

_LESION = re.compile(
    rf"{phrases('lesion_of')}(?: \w+){{0,3}}? ?"
    r"(?:de la |du |des |de l'|de |d'|au niveau (?:de la |du |de l')?|sur (?:le |la )?)?$"
)
_GROWS = re.compile(rf"{phrases('grows')}[^.;,:]{{0,24}}$")
_GROWS_AFTER = re.compile(rf"[^.;,:]{{0,8}}(?:{phrases('growing')}|\+\+|:? ?\d+ (?:lesion|nodule|meta|foyer|cible))")
_SLIGHT = re.compile(r"(?: (?:droit|gauche|bilateral))? (?:minime|de (?:faible|petite) abondance|peu abondant|en lame)")
_SMALL_NODE = re.compile(r"[^.;]{0,30}(?:infracentimetr|non significati|reactionnel|silico|anthraco|sarcoid|stables? depuis)")

_EXAMINED = re.compile(rf"{phrases('no_lesion_of')}(?: \w+)?(?: et)? ?(?:de la |du |des |de |d')?$")
EXAMINATION = re.compile(r"\b(?:tap|tdm|scanner|irm|tep\w*|pet|scinti\w*|echo\w*|tomodensito\w*)\b")
_SPECIMEN = re.compile(SOURCES["specimen"])

NO_ORGAN = ("soft_tissue", "skin", "other")  # "vers le plan musculaire, d'allure inflammatoire" denies no metastasis


class Lesion(NamedTuple):
    """An organ named at its place, with the words of its sentence around it."""

    note: Note
    anchor: Anchor
    unit: Unit
    words: str
    before: str
    after: str
    clause: str  # the words about one lesion: back to the last separator, on to the next one
    examined: bool  # does an examination of the organ stand before it ("IRM cérébrale")?
    metastatic: bool  # is the disease said metastatic?

    @classmethod
    def at(cls, note: Note, anchor: Anchor, metastatic: bool) -> Lesion:
        """The lesion of the organ named by an anchor."""
        unit = note.unit_at(anchor.start)
        words = note.plain[anchor.start : anchor.end]
        before = note.plain[max(unit.start, anchor.start - 90) : anchor.start]
        after = note.plain[anchor.end : min(unit.end, anchor.end + 80)]
        clause = re.split(r"[,;:.+]|\bet\b", before)[-1] + " " + re.split(r"[;.+]|\d,(?!\d)|(?<!\d),", after)[0]
        return cls(note, anchor, unit, words, before, after, clause, bool(_EXAMINED.search(before)), metastatic)

    def follows_a_lesion(self) -> bool:
        """Does a word for a lesion lead to the organ: "nodule de la surrénale"?"""
        return bool(_LESION.search(self.before))

    def is_one(self) -> bool:
        """Do the words tell one lesion of the organ ("nodule surrénalien", "foie segt VII : 12 mm"), of which what follows a comma may be said?"""
        said = _LESION.search(self.before)
        return not self.words.startswith(("lesions", "nodules")) and not (said and re.match(r"\w+s\b", said.group()))

    def grows(self) -> bool:
        """Is it said, right after the organ, to grow or to be many: "foie évolutif"?"""
        return bool(_GROWS_AFTER.match(self.after))

    def is_a_lesion(self) -> bool:
        """Do the words tell a lesion, a node or a growth there, which in a metastatic disease is a metastasis?"""
        if _SLIGHT.match(self.after) and self.before.endswith("epanchement "):
            return False  # of a slight effusion nothing is proved
        if self.words.startswith(("adp ", "adenopathie", "ganglion")) and not _SMALL_NODE.match(self.after):
            return True
        named = self.words.startswith(("lesion", "nodule", "carcinose"))
        return named or self.follows_a_lesion() or bool(_GROWS.search(self.before)) or self.grows()

    def is_called_metastatic(self) -> bool:
        """Does the sentence call it metastatic: near it, or at the head of the list that it stands in?"""
        note, anchor, before = self.note, self.anchor, self.before
        if _BY_ITS_NAME.search(self.words):
            primary = note.family in ("sarcoma", "") and anchor.id == "bone"  # "lésion ostéolytique du fémur"
            return not primary and not (note.family == "ovary" and anchor.id == "peritoneum" and note.relapse is None)
        called = max((hit.start() for hit in _CALLED_AHEAD.finditer(before)), default=-_CALLED_FROM)
        if len(before) - called < _CALLED_FROM and not re.search(r"[.;]", before[called:]) and anchor.id != "other":
            return not _OF_ANOTHER_KIND.search(before[called:])
        if _CALLED_BEHIND.match(self.after) or (anchor.id == "other" and METASTASIS_OF.search(before)):
            return True
        beside = _CALLED_BESIDE.search(before + self.after)
        return bool(beside and (self.grows() or _PLACES_IN_BRACKETS.match(self.after)))

    def is_of_the_specimen(self) -> bool:
        """Is the sentence about the specimen, where an organ "indemne" is no metastatic site?"""
        plain, unit = self.note.plain, self.unit
        if EXAMINATION.search(plain, self.note.line(unit.start)[0], unit.end):
            return False
        return unit.section == "pathology" or bool(_SPECIMEN.search(plain, unit.start, unit.end))
