"""How a T, an N, an M or a stage is written: every statement of one, with the moment it is of.

MRI sequences (T1, T2), vertebrae (T4, L2), quarters (T2 2024) and stages of other diseases (IRC stade 3) are none. A range
(T2-3) says no T. Known limit: a bare "T2" counts only beside an N, after a prefix, or after words such as "classé".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.catalogue import catalogue
from matching.reading.families.cancers import Cancer
from matching.reading.families.relapse import is_before_relapse
from matching.reading.moments import is_initial
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.sought import Sought

_PREFIX = r"(?:y?r?[cp]|r[cpy]{0,2}|ymr|yr?[cpu]?s?|us|u|mr|i|ar?p?|s)?"
_TNM = Sought(
    rf"(?<![a-z0-9])(?P<tp>{_PREFIX}) ?t ?(?P<t>is|x|a(?![b-fh-z]|g[^1-3 ])|[0-4o](?:mi|"
    rf"[a-d](?=y?[cp]n ?[0-3x])|[a-d](?![abd-mo-z]))?(?!\d|[.,]\d))(?P<range> ?[-/](?:t?[0-4][a-d]?|[a-d])(?![a-mo-z0-9]))?"
    rf"(?: ?\((?!\d+ ?n)[^()\n]{{1,40}}\)| ?m(?=[ ,.-]?c?p?n)| ?g[1-3](?![a-z0-9])| ?l[01]| ?v[01]| ?pn[01](?=[ ,.;-]{{0,3}}[cpy]{{0,2}}n ?[0-3x+]))*"
    rf"(?:[ ,;/_-]{{0,3}}(?P<np>{_PREFIX}) ?n ?(?P<n>x|[0-3o](?:mi|[a-c](?![a-ln-z0-9]|m(?![x01o])[a-z]))?|\+|-(?=[ "
    rf",;.)m]|$))(?P<nrange> ?[-/](?:n?[0-3][a-c]?|[a-c])(?![a-z0-9]))?[+-]?(?: ?\([^()\n]{{1,30}}\))*)?"
    rf"(?:[ ,;/_-]{{0,3}}(?P<mp>[cp]?) ?m ?(?P<m>x|[0o1][a-d]?[12]?|\+)(?![a-z0-9%])(?: ?\([^()\n]{{1,24}}\))?)?"
)
_N = Sought(
    rf"(?<![a-z0-9])(?P<p>{_PREFIX})n ?(?P<n>x|[0-3o](?:mi|[a-c])?|\+)(?![a-z0-9/+])(?: "
    rf"?\([^()\n]{{1,30}}\))?(?:[ ,;/_-]{{0,3}}(?P<mp>[cp]?)m ?(?P<m>x|[0o1][a-d]?[12]?|\+)(?![a-z0-9%]))?"
)
_M = Sought(r"(?<![a-z0-9])(?P<p>[cp]?)m ?(?P<m>[01][a-d]?[12]?|\+)(?![a-z0-9%'])")
_STAGE = Sought(
    r"(?<![a-z])(?:stades?|ensat|ann[ -]arbor|st\.?(?= ?(?:[iv]{1,3}|[1-4][abc]?)[abc]?\b)|stage|figo(?: ?\(?"
    r"20\d\d\)?)?|ajcc|uicc|classee?s? (?=(?:i{1,3}|iv)[abc]))(?: ?(?:figo(?: ?\(?20\d\d\)?)?|uicc|ajcc|clinique|pathologique|"
    r"anatomique|pronostique|"
    r"tnm|initial|d'ann[ -]arbor|ann[ -]arbor|est|evalue|global|au diagnostic|8e ed\w*|:|=|a|\(|de))* "
    r"?[:=(]? ?"
    r"(?P<stage>i{1,3}v?|iv|[0-4])(?P<sub> ?[abcd](?![a-z'])(?! (?:haut|bas|faible|risque|la|visee)\b)"
    r"(?: ?[123](?![\d/%a-z]|[.,]\d| (?:mm|cm|cure|cycle)))?(?:[12])?)?"
    r"(?P<e>e|s|x|es)?(?![a-z0-9%]|"
    r",\d)(?P<to> ?(?:-|a|/|ou) ?(?:iv|i{1,3}|[abc])(?![a-z]))?"
)
_BARE_STAGE = re.compile(r"^[ ,;:=()-]{0,3}(?:soit |donc )?(?P<stage>iv|i{1,3})(?P<sub>[abcd][123]?)?(?![a-z0-9])")
_NOT_TUMOUR = re.compile(
    r"\b(?:irc|mrc|ir|insuffisance renale|renale? chronique|ckd|bpco|gold|hta|cirrhose|fibrose|aomi|clark|"
    r"escarre|parkinson|nyha|maladie renale|retinopathie|arterite|steatose|iclf|dfg|hypertension|metavir|"
    r"bronchopneumopathie|leriche|dyspnee)\b[^.;]{0,22}$"
)
_AFTER_NOT_TUMOUR = re.compile(
    r" ?(?:de clark|irc|mrc|d'irc|d'insuffisance|de la maladie renale|de fibrose|gold|de l'insuffisance|"
    r"nyha|d'arteriopathie|(?:de |selon )?(?:salmon|durie))"
)
_MRI = re.compile(
    r"(?:signal|sequences?|ponder\w*|en|flair|coupes?|irm|diffusion|gado\w*|axiale?s?|sagittale?s?|"
    r"coronale?s?|dixon|stir|fat ?sat|t1|t2|hyper|hypo|iso|fracture|tassement|vertebre|corps vertebral|"
    r"rachis|lyse|lesion de|niveau|de|d\d+|l\d)[ ,/:(+et-]{0,4}$"
)
_MRI_AFTER = re.compile(
    r" ?(?:gado|fs\b|fse|flair|stir|tse|haute resolution|[, /+-]{1,2}(?:t[12]\b|diffusion|gado|flair|et "
    r"t2)|et (?:dynamique|diffusion|t2)|dynamique|vasculaire|dixon|spin|echo|20\d\d|\d\d\d\d|axial|"
    r"sagittal|de (?:la |l')?(?:hospit|grossesse)|fat|post|inject|sans inj|hyperint|hypoint)"
)
_IRRADIATED = re.compile(r"R[Tt]|rt ")  # "RT 25 Gy", "RT3D": a recurrence is written rT2
# "Un second primitif pulmonaire classé T1bN0M0"
_SECOND = re.compile(r"\b(?:second|deuxieme) (?:primitif|cancer)\b[^.;,]{0,40}$")
_WRITTEN_SMALL = ("p", "c", "yp", "yc", "r", "rp", "u", "us")  # prefixes that a small n may follow: "ano-rectal" has none
_CLASSED = re.compile(r"(?:stade|class\w+|tnm|uicc|ajcc|soit|=>|=|>|au total|tumeur|conclusion|primitif|initial\w*)[ :(]{0,3}$")
_SEVENTH = re.compile(r"(?:7 ?(?:e|eme|th)\b|2009|tnm ?7|uicc ?7|ajcc ?7|7e ed\w*)[^()]{0,24}$")
_FIGO_YEAR = re.compile(r"figo \(?20\d\d\)?")
_RANK = {"yp": 8, "r": 7, "p": 6, "yc": 5, "c": 4, "mr": 3, "": 3, "us": 1}
_BIOPSIED = re.compile(r"\b(?:bx|biops\w+|urs|ureteroscopie)\b[^.;,\n]{0,24}$")
_RESECTED = re.compile(r"\b(?:biops\w+|rtuv?|resection trans-?uretrale|re-?rtuv?|copeaux|resection endoscopique)\b")


@dataclass
class Stated:
    """One statement of T, N, M or stage: the moment it is of decides between them."""

    key: str
    value: str
    start: int
    end: int
    prefix: str
    old: bool  # before the relapse under decision
    initial: bool  # said to be of the beginning
    weight: int


def tnm_statements(note: Note, named: list[Cancer]) -> list[Stated]:
    stated: list[Stated] = []
    for read_some in (_whole, _lone_n, _lone_m):
        covered = [(one.start, one.end) for one in stated]
        stated += read_some(note, covered)
    return [one for one in stated if not _elsewhere(note, one.start, named)]


def _whole(note: Note, covered: list[tuple[int, int]]) -> list[Stated]:
    """Every T with the N, the M and the stage behind it."""
    stated: list[Stated] = []
    for found in _TNM.finditer(note):
        if not _is_tnm(note, found):
            continue
        prefix = _moment(found["tp"])
        if prefix == "yc" and found["t"] in ("0", "o"):
            continue  # nothing seen after treatment, no specimen: what was found before it stays
        if not found["range"]:
            stated += _state(note, "t", _subdivided(note, found), found.start(), found.end("t"), prefix)
        if found["n"] and not found["nrange"]:
            stated += _state(
                note, "n", _value("N", found["n"]), found.start("np"), found.end("n"), _moment(found["np"]) or prefix
            )
        if found["m"]:
            stated += _state(note, "m", _value("M", found["m"]), found.start("mp"), found.end("m"), prefix)
        if bare := _BARE_STAGE.match(note.plain[found.end() : found.end() + 12]):
            start, end = found.end() + bare.start("stage"), found.end() + bare.end()
            stated += _state(note, "stage", _stage_value(bare["stage"], bare["sub"]), start, end, prefix)
    return stated


def _lone_n(note: Note, covered: list[tuple[int, int]]) -> list[Stated]:
    """An N without a T: after a prefix, before an M, or after words such as "classé"; Pn1 is perineural invasion."""
    stated: list[Stated] = []
    for found in _N.finditer(note):
        letter = found.start("n") - 1
        if note.cased[letter - 1 : letter + 1] == "Pn" or any(start <= letter + 1 < end for start, end in covered):
            continue
        if not note.cased[letter].isupper() and found["p"] not in _WRITTEN_SMALL:
            continue
        if found["p"] or found["m"] or _CLASSED.search(note.plain[max(0, found.start() - 16) : found.start()]):
            stated += _state(note, "n", _value("N", found["n"]), found.start(), found.end("n"), _moment(found["p"]))
    return stated


def _lone_m(note: Note, covered: list[tuple[int, int]]) -> list[Stated]:
    """An M without a T: "TAP : M0", "M+ foie"; a denied or doubtful M1 is none."""
    stated: list[Stated] = []
    for found in _M.finditer(note):
        digits = found.start("m")
        if note.cased[digits - 1] != "M" or any(start <= digits < end for start, end in covered):
            continue
        following = note.plain[found.end() : found.end() + 2]
        if found["m"] == "+" and following[:1].isdigit():
            continue
        if found["m"][0] in "1+" and (
            qualify(note, *found.span(), reach=False).status != "present" or following.strip()[:1] == "?"
        ):
            continue
        stated += _state(note, "m", _value("M", found["m"]), found.start(), found.end(), _moment(found["p"]))
    return stated


def _is_tnm(note: Note, found: re.Match[str]) -> bool:
    """A T is one beside an N or an M, after a prefix, or after words such as "classé"; never an MRI sequence or a vertebra."""
    if note.plain.endswith((" si ", "(si "), 0, found.start()):
        return False  # "chimiothérapie si pT1c"
    if found["tp"] == "r" and not (found["n"] or found["m"]) and _IRRADIATED.match(note.cased, found.start()):
        return False
    letter = note.cased[found.start("t") - 1] if note.cased[found.start("t") - 1] != " " else note.cased[found.start("t") - 2]
    if (
        found["tp"]
        and note.cased[found.start() : found.start() + len(found["tp"])].isupper()
        and not note.unit_at(found.start()).shouting
        and found["tp"] in ("i", "s", "a", "u")
    ):
        return False
    if found["n"] or (found["m"] and letter == "T"):
        return letter == "T" or bool(found["tp"])
    if found["tp"] and found["tp"] not in ("s", "a", "i", "u") and found["t"] != "o":
        return note.cased[found.start("t") - 2 : found.start("t")] != " " and (
            letter == "T" or note.plain[found.start() :].startswith(found["tp"] + "t")
        )
    before, after = note.plain[max(0, found.start() - 24) : found.start()], note.plain[found.end() : found.end() + 24]
    if letter != "T" or found["t"] in ("o", "x") or _MRI_AFTER.match(after):
        return False
    return bool(_CLASSED.search(before)) and not _MRI.search(before) and not re.search(r"irm|signal|sequence", before)


def _subdivided(note: Note, found: re.Match[str]) -> str | None:
    """The T, without a c that is the prefix of the N: "cT2cN1" is T2 outside the prostate, and T3c is of the rectum only."""
    value, glued = _value("T", found["t"]), note.plain.startswith("n", found.end("t")) and not found["np"]
    of_n = (value == "T2c" and note.family != "prostate") or (
        value in ("T3c", "T4c") and note.family not in ("colorectal", "prostate", "breast")
    )
    return value[:-1] if value and glued and of_n else value


def _state(note: Note, key: str, value: str | None, start: int, end: int, prefix: str) -> list[Stated]:
    if value is None or value not in _allowed(key) or note.is_other(start):
        return []
    if key != "m" and _SEVENTH.search(_edition_words(note, start)):
        return []
    return [
        Stated(
            key,
            value,
            start,
            end,
            prefix,
            _is_old(note, start, end, prefix, key),
            is_initial(note, start),
            _weight(note, start, prefix),
        )
    ]


def _edition_words(note: Note, start: int) -> str:
    """The words before that may name an edition of the TNM; FIGO 2009 is the classification of another society."""
    return _FIGO_YEAR.sub("figo", note.plain[max(0, start - 50) : start])


def _is_old(note: Note, start: int, end: int, prefix: str, key: str) -> bool:
    """After a relapse, the old specimen's TNM is history; a TNM given for the relapse itself is not."""
    if note.relapse is None or prefix == "r":
        return False
    if key == "m":
        undated = "1" in note.plain[start:end] and not _dates_of(note, start)  # "TNE du pancréas, M1 hépatique": of now
        return is_before_relapse(note, start, end) and start < note.relapse.start and not undated
    if note.relapse.kind == "biochemical" and prefix in ("p", "yp"):
        return False  # the specimen stays what is known of the tumour
    if prefix in ("p", "yp") and note.relapse.kind == "distant":
        return True
    return is_before_relapse(note, start, end)


def _dates_of(note: Note, start: int) -> bool:
    unit = note.unit_at(start)
    return bool(note.dates_between(unit.start, unit.end))


def _weight(note: Note, start: int, prefix: str) -> int:
    """Which of several wins: yp, then p, then c; a conclusion over an examination; a bladder resection under the clinical stage."""
    unit = note.unit_at(start)
    rank = _RANK[prefix]
    if prefix == "p" and note.family in ("bladder", "urothelial"):
        resected = _RESECTED.search(note.plain, max(note.line(start)[0], start - 300), start)
        rank = 2 if resected and "cystectomie" not in note.plain[resected.end() : start] else rank
    if prefix == "p" and _BIOPSIED.search(note.plain, unit.start, start):  # "bx : pTa bas grade", before the operation
        rank = 2
    concluding = unit.section == "summary" or bool(
        re.search(r"(?:=>|au total|conclusion|ccl)[^.\n]{0,80}$", note.plain[max(unit.start, start - 90) : start])
    )
    return (
        rank * 10
        + 3 * concluding
        - 5 * bool(re.match(r"[^.;,\n]{0,6}\b(?:echo|examen incomplet)", note.plain[start + 2 : start + 24]))
    )


def _moment(prefix: str | None) -> str:
    prefix = prefix or ""
    if "r" in prefix and "m" not in prefix:
        return "r"
    if "y" in prefix:
        return "yc" if "c" in prefix or "u" in prefix or "m" in prefix else "yp"
    return {"p": "p", "c": "c", "us": "us", "u": "us", "mr": "mr", "i": "c", "ap": "p"}.get(prefix, "")


def _value(letter: str, digits: str) -> str | None:
    digits = digits.replace("o", "0")
    if digits in ("+", "-"):
        return {"N+": None, "N-": "N0", "M+": "M1", "M-": "M0"}.get(letter + digits)
    return letter + (digits.upper() if digits == "x" else digits)


def _allowed(key: str) -> tuple[str, ...]:
    return catalogue()[f"tumour.{key}"].values


def stage_statements(note: Note, named: list[Cancer]) -> list[Stated]:
    stated = []
    for found in _STAGE.finditer(note):
        if (
            found["to"]
            or note.is_other(found.start())
            or _NOT_TUMOUR.search(note.plain[max(0, found.start() - 50) : found.start()])
            or _AFTER_NOT_TUMOUR.match(note.plain, found.end())
            or _elsewhere(note, found.start(), named)
        ):
            continue
        if _SEVENTH.search(_edition_words(note, found.start())) or _SEVENTH.search(_FIGO_YEAR.sub("figo", found.group())):
            continue
        value = _stage_value(found["stage"], found["sub"])
        if found["stage"].isdigit() and not found["sub"] and note.unit_at(found.start()).section == "history":
            continue
        stated += _state(note, "stage", value, found.start(), found.end(), _nearest_prefix(note, found.start()))
    return stated


def _nearest_prefix(note: Note, start: int) -> str:
    """The moment of a stage is that of the TNM just before it in the sentence."""
    unit = note.unit_at(start)
    found = re.findall(r"(?<![a-z])(yp|p|c|yc|r)t ?[0-4a]", note.plain[unit.start : start])
    return found[-1] if found else "c" if "post-therapeutique" not in note.plain[start : start + 40] else "yp"


def _stage_value(roman: str, sub: str | None) -> str | None:
    main = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(roman, roman.upper())
    sub = (sub or "").replace(" ", "").upper()
    for value in (main + sub, main + sub[:1], main):
        if value in _allowed("stage"):
            return value
    return None


def _elsewhere(note: Note, start: int, named: list[Cancer]) -> bool:
    """Does the name just before, in the sentence, belong to another cancer?"""
    unit = note.unit_at(start)
    if _SECOND.search(note.plain, max(unit.start, start - 50), start):
        return True
    return any(unit.start <= cancer.start < start and note.is_other(cancer.start) and start - cancer.end < 30 for cancer in named)
