"""How a T, an N or an M is written: every statement of one, and of the stage beside it.

MRI sequences (T1, T2), vertebrae (T4, L2) and quarters (T2 2024) are none. A range
(T2-3) says no T. Known limit: a bare "T2" counts only beside an N, after a prefix, or after words such as "classé".
"""

from __future__ import annotations

import re

from matching.reading.families.cancers import Cancer
from matching.reading.families.stages import BARE_STAGE, stage_value
from matching.reading.families.stated import Stated, is_elsewhere, state
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
_WRITTEN_SMALL = ("p", "c", "yp", "yc", "r", "rp", "u", "us")  # prefixes that a small n may follow: "ano-rectal" has none
_CLASSED = re.compile(r"(?:stade|class\w+|tnm|uicc|ajcc|soit|=>|=|>|au total|tumeur|conclusion|primitif|initial\w*)[ :(]{0,3}$")


def tnm_statements(note: Note, named: list[Cancer]) -> list[Stated]:
    stated: list[Stated] = []
    for read_some in (_whole, _lone_n, _lone_m):
        covered = [(one.start, one.end) for one in stated]
        stated += read_some(note, covered)
    return [one for one in stated if not is_elsewhere(note, one.start, named)]


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
            stated += state(note, "t", _subdivided(note, found), found.start(), found.end("t"), prefix)
        if found["n"] and not found["nrange"]:
            stated += state(note, "n", _value("N", found["n"]), found.start("np"), found.end("n"), _moment(found["np"]) or prefix)
        if found["m"]:
            stated += state(note, "m", _value("M", found["m"]), found.start("mp"), found.end("m"), prefix)
        if bare := BARE_STAGE.match(note.plain[found.end() : found.end() + 12]):
            start, end = found.end() + bare.start("stage"), found.end() + bare.end()
            stated += state(note, "stage", stage_value(bare["stage"], bare["sub"]), start, end, prefix)
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
            stated += state(note, "n", _value("N", found["n"]), found.start(), found.end("n"), _moment(found["p"]))
    return stated


_CONDITION = re.compile(r"\b(?:si|sauf si|au cas ou|en cas de)(?: \w+)? $")  # "si M0 : radio-chimiothérapie"


def _lone_m(note: Note, covered: list[tuple[int, int]]) -> list[Stated]:
    """An M without a T: "TAP : M0", "M+ foie"; a denied or doubtful M1 is none."""
    stated: list[Stated] = []
    for found in _M.finditer(note):
        digits = found.start("m")
        if note.cased[digits - 1] != "M" or any(start <= digits < end for start, end in covered):
            continue
        following = note.plain[found.end() : found.end() + 2]
        if (found["m"] == "+" and following[:1].isdigit()) or _CONDITION.search(
            note.plain, max(0, found.start() - 20), found.start()
        ):
            continue
        if following.strip()[:1] == "?":
            continue
        if found["m"][0] in "1+" and qualify(note, *found.span(), reach=False).status != "present":
            continue
        stated += state(note, "m", _value("M", found["m"]), found.start(), found.end(), _moment(found["p"]))
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
