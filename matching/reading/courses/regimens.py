"""Which words that name a treatment make one regimen.

    "cisplatine-vinorelbine x 3 + RTE 66 Gy puis durvalumab"
    [cisplatin, vinorelbine, radiotherapy] and [durvalumab]

What stands between two words decides whether they are given together ("+", "-", "et", "par") or one after the
other, or one instead of the other ("puis", "ou", a comma).
"""

from __future__ import annotations

import re
from dataclasses import replace

from matching.drugs import drug_classes, members_of
from matching.reading.courses.atoms import Atom, atoms
from matching.reading.courses.cues import cue_words
from matching.reading.note import Note

SYSTEMIC = frozenset(("chemotherapy", "immunotherapy", "targeted_therapy", "endocrine_therapy"))


class Regimen:
    """Words of one regimen, in the order of the text. What they say together is computed once, as they are added."""

    def __init__(self, first: Atom):
        self.atoms = [first]
        self.start, self.end = first.start, first.end
        self.modalities, self.agents = tuple(dict.fromkeys(first.modalities)), tuple(dict.fromkeys(first.agents))
        self.systemic = not SYSTEMIC.isdisjoint(self.modalities)

    def add(self, atom: Atom) -> None:
        """The word that follows, part of the same regimen."""
        self.atoms.append(atom)
        self.end = atom.end
        self.modalities = tuple(dict.fromkeys((*self.modalities, *atom.modalities)))
        self.agents = tuple(dict.fromkeys((*self.agents, *atom.agents)))
        self.systemic = not SYSTEMIC.isdisjoint(self.modalities)

    def has(self, modality: str) -> bool:
        return modality in self.modalities


def regimens(note: Note) -> list[Regimen]:
    """The regimens of a note, in the order of the text, whether received, proposed or ruled out."""
    found: list[Regimen] = []
    for atom in atoms(note):
        if atom.id == "same":
            atom = _repeated(found, atom)
        if found and _carries(note, found[-1], atom):
            found[-1].add(replace(atom, modalities=()))
        elif found and _together(note, found[-1], atom):
            found[-1].add(atom)
        else:
            found.append(Regimen(atom))
    return [regimen for regimen in found if not all(atom.beside for atom in regimen.atoms)]


_CARRIED = re.compile(rf"(?: |(?: [\w'-]+){{0,3}}? ?(?:\(|:|-|\+|\b{cue_words('carries')}) ?(?:de |du |la |le |l'|d')?)")


def _carries(note: Note, regimen: Regimen, atom: Atom) -> bool:
    """ "Chimio-embolisation à la doxorubicine", "CHIP (mitomycine)": the drug that a local treatment brings is no other treatment."""
    last = regimen.atoms[-1]
    return (
        last.id in ("chemoembolisation", "hipec", "electrochemotherapy")
        and bool(atom.agents)
        and not atom.protocol
        and bool(_CARRIED.fullmatch(note.plain, last.end, atom.start))
    )


def _repeated(found: list[Regimen], atom: Atom) -> Atom:
    """The words "même protocole" with the drugs that they stand for."""
    earlier = next((regimen for regimen in reversed(found) if regimen.agents), None)
    if earlier is None:
        return replace(atom, beside=True)
    return replace(atom, modalities=tuple(m for m in earlier.modalities if m in SYSTEMIC), agents=earlier.agents)


# What may stand between two words of one regimen, besides the word that joins them.
_BETWEEN = re.compile(
    r"\([^)]*\)|\b\d{2,4}(?= \+)|\b\d+(?:[.,]\d+)? ?(?:mg(?:/m2|/kg|/j)?|g/m2|gy(?: ?/ ?\d+ ?fr\w*| en \d+ (?:seances|fractions|fr\b))?|"
    r"auc|%|fr\w*|cures?|cycles?|mois|an|ans|"
    r"semaines?)(?:/\w+)?\b\.?|\bx ?\d+\b|\bauc ?\d\b|\b(?:fixe|hebdo(?:madaire)?s?|oral|po|iv|sc|mono(?:therapie)?|q\d\w?|"
    r"/ ?\d+ ?(?:sem\w*|s|j)|dose.dense|a dose pleine|adjuvante?|neo-?adj\w*|d'induction|concomitante?s?|adj|premiere|"
    r"palliative|metastatique|systemique|"
    r"de rattrapage|hypofractionnee|normofractionnee|stereotaxique|exclusive|complementaire|thoracique|cerebrale|externe|"
    r"pelvienne?|prostatique|mediastinale?|ganglionnaire|conformationnelle|rattrapage|antalgique|"
    r"du|au|le|de|d'|a|en|l\d|j\d+(?:-j?\d+)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}/\d{4})\b"
)
_COUNTED = re.compile(r" ?(?:x ?\d|\d+ ?(?:cures?|cycles?))")
_COUNTED_APART = re.compile(r"\b(?:\d{1,2}|une?|deux|trois|quatre|cinq|six) (?:cures?|cycles?|seances?) (?:de |d')(?:\w+ )?$")
_CONDITIONED = (
    "(",
    "par",
    "apres",
    "de",
    "",
    "conditionnee par",
    "avec conditionnement par",
    "apres conditionnement par",
    "precedee de",
)
_JOINED = re.compile(
    r"(?:\+|-|/|et|&|plus|associe[es]*(?: (?:a|au))?|avec|en association (?:avec|a|au)|association|combine[es]*(?: (?:a|au))?|"
    r"potentialisee? par|par|a base|sous forme|type|de type|:|soit|=|protocole|selon le protocole|selon|schema|ici|un|"
    r"une)?(?: ?(?:de|du|d'|d'une?|la|le|les|l'|une?))?"
)
_OWN_DATES = re.compile(r"\bdu [^()]{2,20} au [^():]{2,20}\d[^:]{0,12}(?:\+|\bet\b|\bavec\b) ?$")
_COMBINED = re.compile(r"[a-z0-9] ?[+-] ?[a-z]")
_BOTH_POSSIBLE = re.compile(rf"[^.;,\n]{{0,20}}?\b(?:sont|seraient|restent|demeurent) (?:des |les |deux )?{cue_words('option')}")
_APART = re.compile(r"\b(?:puis|ou|vs|versus|suivie?s? (?:de|d'|par)|relais|apres|avant|contre|sinon|pas|sans)\b|>|;|\n|\?|\. ")


def _together(note: Note, regimen: Regimen, atom: Atom) -> bool:
    """Is this word part of the regimen before it?"""
    last = regimen.atoms[-1]
    gap = note.plain[last.end : atom.start]
    if ")" in gap and "(" not in gap[: gap.index(")")]:
        gap = gap[gap.index(")") + 1 :]  # the end of a bracket that spelt out the regimen
    if len(gap) > 70 or note.unit_at(last.start) is not note.unit_at(atom.start):
        return False
    if _never_together(regimen, atom, gap):
        return False
    if last.modalities == atom.modalities == ("surgery",):
        return _one_operation(note, regimen, atom, gap)
    if (
        _spelt_out(regimen, atom, gap)
        or _in_the_bracket(note, regimen, atom, gap)
        or _announces(regimen, atom, gap)
        or (regimen.has("transplant") and gap.strip(" ") in _CONDITIONED)
    ):
        return True
    if (
        _APART.search(re.sub(r"\([^)]*\)", "", gap))
        or _two_options(note, regimen, atom, gap)
        or _each_counted(note, last, atom, gap)
    ):
        return False
    return _linked(note, regimen, atom, gap)


def _linked(note: Note, regimen: Regimen, atom: Atom, gap: str) -> bool:
    """Do the words between join this word to the regimen, once doses, counts and the like are left out?"""
    last = regimen.atoms[-1]
    link = " ".join(_BETWEEN.sub(" ", gap).split())
    if regimen.has("radiotherapy") and re.fullmatch(r"[(:] ?(?:\+|et|avec|-|,)" + "?" * (last.id == "chemoradiotherapy"), link):
        link = link.strip("(: ,")  # "Radio-chimiothérapie (66 Gy + cisplatine)"
    if link.startswith(","):
        return _enumerated(note, regimen, atom, link)
    if last.protocol and atom.protocol and link in ("et", "-", "/", ""):
        return False
    if link in ("la", "l'", "les", "un", "une") or _BOTH_POSSIBLE.match(note.plain, atom.end):
        return False  # "triptoréline la curiethérapie", "le sunitinib et l'évérolimus sont des options"
    return bool(_JOINED.fullmatch(link)) and (link not in (":", "=") or last.generic)


def _two_options(note: Note, regimen: Regimen, atom: Atom, gap: str) -> bool:
    """ "nivo + ipi / pembrolizumab + axitinib": a slash between blanks, in a proposal or between combinations."""
    if gap.strip() != "/" or gap == "/":
        return False
    combined = _COMBINED.search(note.plain, regimen.start, atom.end + 20)
    return bool(combined) or note.unit_at(atom.start).section in ("question", "proposal")


def _each_counted(note: Note, last: Atom, atom: Atom, gap: str) -> bool:
    """ "FEC100 x3 - docétaxel x3", "une cure de COP et 2 cures de CYVE": one after the other."""
    if last.agents and _COUNTED_APART.search(gap):
        return True
    return bool(_COUNTED.search(gap) and _COUNTED.match(note.plain[atom.end : atom.end + 8]))


def _never_together(regimen: Regimen, atom: Atom, gap: str) -> bool:
    """Regimens of their own whatever joins them: a curiethérapie, a radiotherapy with its dates, another local treatment."""
    last = regimen.atoms[-1]
    modalities = (*last.modalities, *atom.modalities)
    if "brachytherapy" in {last.id, atom.id} and regimen.has("radiotherapy") and "radiotherapy" in atom.modalities:
        return True  # "45 Gy + curiethérapie"
    if "surveillance" in modalities:
        return True
    if last.modalities != atom.modalities:
        return "surgery" in modalities or ("radiotherapy" in modalities and bool(_OWN_DATES.search(gap)))
    return last.modalities == ("local_ablation",) and last.id != atom.id


def _one_operation(note: Note, regimen: Regimen, atom: Atom, gap: str) -> bool:
    """Two words of surgery: "tumorectomie + GS", "chirurgie d'intervalle (hystérectomie, omentectomie)"."""
    last = regimen.atoms[-1]
    if "(" in gap and atom.id in {one.id for one in regimen.atoms}:
        return False  # "exérèse + GS (GS + micro)"
    detail = bool(re.fullmatch(r"(?: \w+){0,2} ?:? ?\(|(?: (?:le |du )?\d[\d/]{4,9})? ?:", gap.rstrip())) or (
        gap.strip() in (",", "+", "et", "avec", "-", "/") and "(" in note.plain[regimen.start : last.end]
    )
    detail = detail or bool(
        re.fullmatch(r"(?: \w+)? (?:selon|de type|type) ", gap)
    )  # "mastectomie radicale modifiée selon Patey"
    return (
        (atom.attached or last.attached or last.generic or detail or gap.strip() == "+")
        and not _APART.search(gap)
        and len(gap) < 30
    )


def _spelt_out(regimen: Regimen, atom: Atom, gap: str) -> bool:
    """ "FEC (5-fluorouracile, épirubicine)", "capécitabine et oxaliplatine (XELOX)": the same drugs, said twice."""
    if regimen.atoms[-1].modalities == atom.modalities == ("radiotherapy",):
        return gap.strip() == "("  # "RTE (RCMI) 54 Gy"
    if not atom.agents or not any(one.protocol for one in (*regimen.atoms, atom)) or ")" in gap:
        return False
    if atom.protocol:
        return gap.strip() == "(" and bool(set(regimen.agents) & set(atom.agents))
    return set(atom.agents) <= set(regimen.agents) and bool(re.fullmatch(r" ?[(,:=]? ?(?:et |\+ |- ?)?(?:de |d'|du )?", gap))


def _in_the_bracket(note: Note, regimen: Regimen, atom: Atom, gap: str) -> bool:
    """ "XELOX (Xéloda 1000 mg/m2 x 2/j + oxaliplatine 130 mg/m2)", "CDDP (le cisplatine ou ...)": details of the same drugs."""
    if not atom.agents or not set(atom.agents) <= set(regimen.agents) or ")" in gap:
        return False
    words = note.plain[regimen.start : atom.start]
    return words.count("(") > words.count(")") and not re.search(r"\b(?:puis|arret|stop|remplac|relais)\w*\b", gap)


def _announces(regimen: Regimen, atom: Atom, gap: str) -> bool:
    """A general word and the drug that says which: "chimiothérapie ... par", "HT 24 mois (... dégarélix)"."""
    if (
        not regimen.atoms[-1].generic
        or regimen.has("radiotherapy")
        or regimen.agents
        or not set(atom.modalities) & set(regimen.modalities)
    ):
        return False
    return covers(regimen.atoms[-1].id, atom) and not re.search(r"\b(?:puis|ou|vs|versus|suivie?|relais)\b|[;?>\n]|\. ", gap)


def covers(general: str, atom: Atom) -> bool:
    """Is the word a general name of this one? "CAR-T" of axi-cel, not of mosunetuzumab."""
    if general not in drug_classes() or atom.generic:
        return True
    return bool(members_of(general) & set(atom.agents))


def _enumerated(note: Note, regimen: Regimen, atom: Atom, link: str) -> bool:
    """ "cisplatine, gemcitabine et durvalumab": commas join drugs where "et" ends the list or a general word began it."""
    last = regimen.atoms[-1]
    if link.strip(" ,") or last.protocol or atom.protocol or not (last.agents and atom.agents):
        return False
    if (
        regimen.atoms[0].generic
        and last.modalities == atom.modalities
        and note.unit_at(atom.start).section not in ("question", "proposal")
    ):
        return True
    rest = note.plain[atom.end : atom.end + 60]
    return bool(re.match(r"(?:, [a-z0-9-]+){0,2},? (?:et|\+) (?:de |du |le |l')?[a-z]", rest)) and not re.match(r"[^.;]*\?", rest)
