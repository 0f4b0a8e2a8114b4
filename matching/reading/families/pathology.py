"""What the specimen shows: margins, emboli, perineural invasion, nodes, capsular rupture; grades and scores of the tumour.

    "SBR 2 (3+2+2), R0, pas d'embole, GS : 1N+/2, sans rupture capsulaire"
    grade 2, margins R0, vascular_invasion false, nodes_positive 1, nodes_examined 2, capsular_rupture false

After a relapse the old specimen's findings are history, its grade is not. Grades of toxicities are none: a bare "grade 2"
counts only beside a name of the tumour. Biopsy cores (10/12 carottes) and nodes seen on images are no nodes examined."""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.case import Interval
from matching.reading.dates import date_of
from matching.reading.families.relapse import is_before_relapse
from matching.reading.families.sources import source_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.values import number_at, to_float

_WEIGHT = {"specimen": 3, "biopsy": 2, "": 1, "imaging": 1, "clinic": 0}
_DENIED = re.compile(
    r"(?:pas d[e'] ?|sans |absence d[e'] ?|aucune?s? |ni (?:d[e'] ?)?|non |(?<!\w)0 |indemnes? de |ni "
    r"signe d[e'] ?)(?:(?:\w+ )?(?:embol\w*|engain\w*|invasion|rupture|effraction|envahissement|signes?|"
    r"image|ulceration|regression|necrose|contingent|composante|chgt|changement|remaniement)(?: (?:vascul|"
    r"perinerv|lymph|veineu|capsul|tumor|nerveu|carcinom|peri)\w*)*(?: et |/|, | ou |,? ni | )?(?:d[e'] "
    r"?)?){0,3}$"
)
_PRESENT_AFTER = re.compile(r"(?: \w+){0,2}? ?[:=(]? ?(?:present\w*|\+|positi\w*|oui\b|retrouve\w*|nombreu\w*)")
_DENIED_AFTER = re.compile(
    r"(?:s|es)?(?: \w+){0,2}? ?(?:[:=(] ?)?(?:\(?-\)?(?=[ ,;.)\n]|$)|(?<!\w)0\b|non\b(?! (?:evalu|precis|"
    r"recherch|fait))|absente?s?\b|aucune?\b|negati\w*|neg\b|nulle?\b|pas vus?\b|non retrouve\w*|non "
    r"vus?\b)"
)
_UNTOLD = re.compile(r" ?[:=]? ?(?:\?|non precise|non evalue|nr\b|nc\b|non communique|inconnu|en attente|douteu)")
_HISTOLOGY = re.compile(
    r"\b(?:cci|cli|carcinome|adenocarcinome|adk|sarcome|liposarcome|\w*sarcome|gliome|glioblastome|"
    r"astrocytome|oligodendrogliome|ependymome|meningiome|endometrioide|seminome|tne|net|tumeur|canalaire|"
    r"lobulaire|urothelial\w*|ccrcc|neuroendocrine|lymphome|folliculaire|cancer|gist|idh|tvnim|oms|who|"
    r"histologique|chondrosarcome|bien differencie|ccr|mammaire|infiltrant|nst|tns)\b"
)
_TOXIC = re.compile(
    r"\b(?:toxicite\w*|neuropathie\w*|anemie|neutropenie|thrombopenie|mucite|oesophagite|diarrhee|"
    r"nausee\w*|vomissement\w*|asthenie|colite|hepatite|pneumopathie|pneumonite|radiodermite|dermite|"
    r"epithelite|rash|eruption|syndrome main|hta|hypertension|cytolyse|ctcae|alopecie|xerostomie|"
    r"radiomucite|"
    r"dysphagie|fatigue|oedeme|lymphoedeme|arthralgies?|leucopenie|fievre|reaction|effet\w*|paresthesies?|"
    r"ototoxicite|insuffisance|folliculite|thyroidite|hypothyroidie|proteinurie|cystite|rectite|"
    r"encephalopathie|varices?|steatose|varice|oesophagienne|tolerance|stomatite|crs|icans|prurit|bloc)\b"
)
_GRADE = re.compile(
    r" ?(?:modifie|nucleaire|histologique|fnclcc|fuhrman|oms|who|sbr|ee|isup|histopronostique|figo|"
    r"\(fnclcc\)|\(oms\)|de|:|=|a|est|cote|grade|gr|cns|global|nottingham|malignite|modifiee?|selon|l'oms|"
    r"\(?20\d\d\)?|dedifferencie|,|-|et ellis|\(?elston(?: et ellis)?\)?)*[ "
    r":=(]{0,3}(?P<grade>i{1,3}v?(?![a-z])|iv(?![a-z])|[1-4](?![\d%+]|[,.]\d|/\d))(?: ?[-/a] "
    r"?(?P<high>i{1,3}|iv|[1-4])(?![a-z\d+/]|[,.]\d))?"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SHORT = re.compile(r"(?<![a-z0-9])g ?([1-4])(?![a-z0-9%/]|[,.]\d)")
_GLEASON = re.compile(
    r"[ :=]*(?:score|est|de|a|\(|total|somme)*[ :=(]*(?:(?P<sum>10|[2-9])(?![\d+])(?! ?\+))?[ "
    r":=(]*(?:(?P<a>[1-5]) ?\+ ?(?P<b>[1-5])(?: ?\+ ?\d)?(?: ?= ?(?P<total>10|[2-9]))?)?"
)
_COUNTS = (
    re.compile(
        r"(?<![\d.,/])(?P<pos>\d{1,2}) ?(?:n|gs|gas|g|ganglions?|gg|ggl)? ?(?:\+|positifs?|envahis?|metastatiques?|"
        r"atteints?|sentinelles? (?:envahi|positif|metastatique)s?)(?: ?\([^)]{0,18}\))? ?(?:/|sur|parmi)(?: "
        r"les)? ?(?P<all>\d{1,2})(?![\d/]|,\d| ?(?:carott|biops|prelev|mm|cm|mois|ans))"
    ),
    re.compile(
        r"(?<![\d.,/])(?P<pos>\d{1,2}) ?(?:/|sur) ?(?P<all>\d{1,2})(?![\d/,.]\d| ?(?:/|carott|biops|prelev|"
        r"fragments?|mm|cm|cycles?|cures?|mois|ans|%|quadrants?|seances?|fr\b|cell))(?= ?(?:n\+?\b|gangl\w*|"
        r"gg\w*|adenop\w*|n \+|envahi\w*|metast\w*|positi\w*)?)"
    ),
    re.compile(
        r"(?:pn|yn|n) ?\+? ?[0-3][abc]?(?:mi)? ?(?:\(sn\) ?)?\((?:n ?=? ?)?(?P<pos>\d{1,2}) ?(?:n\+?)? ?/ "
        r"?(?P<all>\d{1,2})(?: ?n\+?)?[^)]{0,12}\)"
    ),
)
_NUMBERS = (
    "aucun un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf "
    "vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six vingt-sept vingt-huit vingt-neuf trente"
).split()
_WORDS = {word: number for number, word in enumerate(_NUMBERS)} | {"une": 1, "aucune": 0}
_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_IN_WORDS = re.compile(
    rf"\b(?P<pos>{_NUMBER}|\d{{1,2}}) (?:\w+ ){{0,3}}?(?:metastatiques?|envahis?|"
    rf"positifs?|atteints?|n'est (?:envahi|metastatique|atteint))(?: \([^)]*\))?,? (?:sur|parmi) (?:les )?(?P<all>\d{{1,2}}|{_NUMBER})\b"
)
_DEPOSIT = re.compile(  # "2 GS : 1 macrométa ilio-obturatrice G / 2", "1 micrométastase sur 3 ganglions"
    rf"(?<![\d.,/])(?P<pos>{_NUMBER}|\d{{1,2}}) (?:macro|micro)-?met\w*(?: (?:de )?\d{{1,2}}(?:[.,]\d)? ?mm)?[^.;,/\d\n]{{0,30}}(?:/|sur) ?(?P<all>\d{{1,2}}|{_NUMBER})(?![\w/]|,\d| ?mm)"
)
_NODE_WORD = re.compile(
    r"(?:\bgs\b|\bgas\b|sentinelles?|curage|gangli\w+|\bn\+|\bggl?\b|\bn ?:|\bca\b|evidement|picking|"
    r"lymphaden\w+|\bpn ?\d[abc]?|adenectomie|\bn ?=)[^;\n]{0,48}$"
)
_NODE_AFTER = re.compile(r" ?(?:\+)? ?(?:n\+|ganglions?|gg\b|ggl|adenopathies?|sentinelles?|ganglionnaires?|gs\b)")
_SENTINEL_NEGATIVE = re.compile(
    rf"(?P<all>\d{{1,2}}|{_NUMBER}) ?(?:ganglions?|gs|gas|gg|ggl)(?: sentinelles?)?(?: "
    r"axillaires?| hilaires?| regionaux| iliaques?| inguinaux| preleves?| pelviens?| "
    r"examines?| analyses?)* (?:(?P<neg>negatifs?|indemnes?|non "
    r"(?:metastatiques?|envahis?)|sains?|n-|tous (?:negatifs|indemnes))|(?P<pos>positifs?|envahis?|"
    r"metastatiques?)(?! sur| ?/))"
)
_CORES = re.compile(
    r"(?:carott\w+|biopsies?|\bbp\b|prelevements?|fragments?|g8|mmse?|adl|iadl|deauville|ipi|score|apgar|"
    r"pirads|cycles?|\btr\b|mna|borg|eva|cps|allred|child|bishop|lignes?|tnm|asa|irm|echo)[^;.\n]{0,14}$"
)


def read(note: Note) -> None:
    for anchor in note.anchors.get("finding", ()):
        reader = _READERS.get(anchor.id)
        if reader and not note.is_other(anchor.start):
            reader(note, anchor)
    _nodes(note)
    _short_grades(note)


# The specimen ---------------------------------------------------------------------------------------------------------------


def _kept(note: Note, start: int, end: int) -> bool:
    """Findings of a specimen removed before the relapse under decision are history."""
    if note.relapse is None or note.relapse.kind == "biochemical":
        return True
    return note.relapse.kind != "distant" and not is_before_relapse(note, start, end)


def _finding(key: str) -> Callable[[Note, Anchor], None]:
    """A yes-or-no finding: denied before ("pas d'embole") or after ("emboles : 0", "EPN -"); a sign that is part of the word
    counts too."""

    def read_finding(note: Note, anchor: Anchor) -> None:
        unit = note.unit_at(anchor.start)
        words = note.plain[anchor.start : anchor.end]
        before = note.plain[max(unit.start, anchor.start - 50) : anchor.start]
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        if (
            axes.status == "uncertain"
            or axes.experiencer == "family"
            or _UNTOLD.match(note.plain, anchor.end)
            or (key != "tumour.ulceration" and not _kept(note, anchor.start, anchor.end))
        ):
            return
        if words.startswith("ev") and (
            note.plain[anchor.end : anchor.end + 1].isalpha()
            or re.match(r" ?[-+] ?pembro", note.plain[anchor.end - words.endswith("-") :])
        ):
            return  # enfortumab vedotin
        if len(words) < 3 and not _beside_others(note, anchor):
            return
        after = _DENIED_AFTER.match(note.plain, anchor.end, unit.end)
        present = _PRESENT_AFTER.match(note.plain, anchor.end, unit.end)
        denied = bool(_DENIED.search(before) or after or words.endswith(("0", "-")) or (axes.status == "negated" and not present))
        source = source_of(note, anchor.start, anchor.end)
        end = after.end() if after else anchor.end
        note.say(key, not denied, anchor.start, end, weight=_WEIGHT[source], date=date_of(note, anchor.start, anchor.end))

    return read_finding


def _beside_others(note: Note, anchor: Anchor) -> bool:
    """L1, V0, EV mean emboli only beside a TNM or another mark: "pT3 pN0 V0 L0 Pn1 R0"; elsewhere L1 is a line or a vertebra."""
    around = note.cased[max(0, anchor.start - 30) : anchor.end + 14]
    if not re.match(r"[LV][01]", note.cased[anchor.start : anchor.end]):
        return True
    return bool(re.search(r"p[TN][0-4].{0,24}|\b[LV][01][ ,;-]{1,3}(?:[LV][01]|Pn[01])|Pn[01]", around)) and bool(
        re.search(r"[LV][01][ ,;-]{1,3}(?:[LV][01]|[PR][nN]?[012])|Pn[01]", around)
    )


def _margins(value: str) -> Callable[[Note, Anchor], None]:
    def read_margins(note: Note, anchor: Anchor) -> None:
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        unit = note.unit_at(anchor.start)
        before = note.plain[max(unit.start, anchor.start - 24) : anchor.start]
        if (
            axes.status == "uncertain"
            or axes.modality != "done"
            or unit.section in ("question", "proposal")
            or not _kept(note, anchor.start, anchor.end)
        ):
            return
        said, weight = value or note.cased[anchor.start : anchor.end], 1 if value else 2
        if axes.status == "negated" or re.search(r"(?:pas de|non) $", before):
            if said == "R0" or not value:
                return
            said = "R0"
        note.say("tumour.margins", said, anchor.start, anchor.end, weight=weight, date=date_of(note, anchor.start, anchor.end))

    return read_margins


def _residual(note: Note, anchor: Anchor) -> None:
    """R0, R1, R2: of a resection, not a visceral residue of something planned ("chirurgie R0 envisageable")."""
    if re.match(r"[^.;,\n]{0,12}(?:envisag|possible|impossible|espere|probable)", note.plain[anchor.end : anchor.end + 28]):
        return
    _margins("")(note, anchor)


def _nodes(note: Note) -> None:
    """Nodes positive and examined: "1N+/2", "0 N+ sur 17", "3/15 ganglions", "pN1a (2/15)"."""
    said: list[tuple[int, int, int, int, bool]] = []
    for index, pattern in enumerate(_COUNTS):
        for found in pattern.finditer(note.plain):
            unit = note.unit_at(found.start())
            before = note.plain[max(unit.start, found.start() - 60) : found.start()]
            beside = _NODE_AFTER.match(note.plain, found.end()) or _NODE_WORD.search(before) or index == 2
            if (
                (index == 1 and not beside)
                or _CORES.search(before)
                or int(found["pos"]) > int(found["all"])
                or int(found["all"]) == 0
                or any(date.start < found.end() and found.start() < date.end for date in note.dates)
                or found["pos"].startswith("0") and len(found["pos"]) > 1
            ):
                continue
            if (
                note.is_other(found.start())
                or not _kept(note, *found.span())
                or any(start < found.end() and found.start() < end for _, _, start, end, _ in said)
            ):
                continue
            sentinel = bool(re.search(r"\bgs\b|\bgas\b|sentinel", before[-30:] + note.plain[found.end() : found.end() + 14]))
            said.append((int(found["pos"]), int(found["all"]), found.start(), found.end(), sentinel))
    for found in [*_IN_WORDS.finditer(note.plain), *_DEPOSIT.finditer(note.plain)]:
        unit = note.unit_at(found.start())
        overlap = any(start < found.end() and found.start() < end for _, _, start, end, _ in said)
        if (
            not overlap
            and _NODE_WORD.search(note.plain[unit.start : found.end()] + " ")
            and not note.is_other(found.start())
            and _kept(note, *found.span())
        ):
            positive, examined = (_WORDS[word] if word in _WORDS else int(word) for word in (found["pos"], found["all"]))
            said.append((positive, examined, found.start(), found.end(), "sentinel" in note.plain[unit.start : found.start()]))
    for found in _SENTINEL_NEGATIVE.finditer(note.plain):
        overlap = any(start < found.end() and found.start() < end for _, _, start, end, _ in said)
        if (
            not overlap
            and not note.is_other(found.start())
            and _kept(note, *found.span())
            and source_of(note, *found.span()) in ("specimen", "")
        ):
            number = _WORDS.get(found["all"]) or int(found["all"])
            said.append((0 if found["neg"] else number, number, found.start(), found.end(), True))
    for positive, examined, start, end, sentinel in said:
        weight = 0 if sentinel and any(not one[4] for one in said) else 1
        note.say("tumour.nodes_positive", positive, start, end, weight=weight, date=date_of(note, start, end))
        note.say("tumour.nodes_examined", examined, start, end, weight=weight, date=date_of(note, start, end))


# Grades and scores ----------------------------------------------------------------------------------------------------------


def _grade(note: Note, anchor: Anchor) -> None:
    """SBR, Fuhrman, FNCLCC name a grade of the tumour; "grade" alone must stand beside the tumour's name."""
    unit = note.unit_at(anchor.start)
    found = _GRADE.match(note.plain, anchor.end, unit.end)
    if not found:
        return
    before = note.plain[max(unit.start, anchor.start - 60) : anchor.start]
    if anchor.id == "grade" and not _of_the_tumour(note, anchor, before, found.end()):
        return
    if anchor.id == "isup" and note.family != "kidney":
        return
    low = _digit(found["grade"])
    high = _digit(found["high"]) if found["high"] else low
    weight = _WEIGHT[source_of(note, anchor.start, found.end())]
    note.say(
        "tumour.grade",
        Interval(low, max(low, high)),
        anchor.start,
        found.end(),
        weight=weight,
        date=date_of(note, anchor.start, found.end()),
    )


def _of_the_tumour(note: Note, anchor: Anchor, before: str, end: int) -> bool:
    toxic = [hit.end() for hit in _TOXIC.finditer(before)]
    named = [hit.end() for hit in _HISTOLOGY.finditer(before)]
    words = note.plain[anchor.start : end]
    if re.search(r"oms|who|histolog|nucle|fnclcc|figo|sbr|ellis", words):
        return not toxic
    if re.match(r" ?(?:oms|sbr|who|fnclcc|de l'oms|\(oms|figo|histolog)", note.plain[end : end + 12]):
        return True
    if re.search(r"(?:haut|bas) (?:de )?$", before):
        return False
    return (
        bool(named)
        and (not toxic or toxic[-1] < named[-1])
        and not re.match(r"[ ,(]*(?:resolu|ctcae|persist|regress)", note.plain[end : end + 14])
    )


def _digit(words: str) -> float:
    return float(_ROMAN.get(words) or int(words))


def _short_grades(note: Note) -> None:
    """G1 to G4 beside a neuroendocrine, bladder, endometrial or soft-tissue tumour: "TNE G2", "pTaG3"."""
    for found in _SHORT.finditer(note.plain):
        before = note.plain[max(0, found.start() - 46) : found.start()]
        beside = re.search(
            r"\b(?:tne|net|neuro-?endocrine\w*|carcinoide|endometrioide|sarcome|urothelial\w*|bien "
            r"differenciee?)\b[^.;\n]{0,34}$|\bp?t[a1-4][abc]? ?$",
            before,
        )
        beside = beside or re.match(r"[ ,(]{1,3}ki ?-?67", note.plain[found.end() :])
        if beside and not _TOXIC.search(before) and not note.is_other(found.start()) and note.cased[found.start()] == "G":
            note.say("tumour.grade", int(found[1]), *found.span(), date=date_of(note, *found.span()))
    for found in re.finditer(r"(?<![a-z0-9])pt[a1][ab]? ?g ?([123])(?![a-z0-9])|(?<![a-z])(?:sbr|fuhrman|fnclcc) ?([1-4])(?![\d+/-])", note.plain):
        if not note.is_other(found.start()):
            note.say("tumour.grade", int(found[1] or found[2]), *found.span(), date=date_of(note, *found.span()))


def _gleason(note: Note, anchor: Anchor) -> None:
    found = _GLEASON.match(note.plain, anchor.end, note.unit_at(anchor.start).end)
    if not found or note.family not in ("prostate", ""):
        return
    total = int(found["total"] or 0) or (int(found["a"]) + int(found["b"]) if found["a"] else 0) or int(found["sum"] or 0)
    if total:
        weight = _WEIGHT[source_of(note, anchor.start, found.end())]
        note.say("tumour.gleason", total, anchor.start, found.end(), weight=weight, date=date_of(note, anchor.start, found.end()))


def _isup(note: Note, anchor: Anchor) -> None:
    if note.family == "kidney":
        _grade(note, anchor)
        return
    found = re.compile(r"[ :=(]*(?:grade|groupe|score|de|est|a)?[ :=]*([1-5])(?!\d|[,.]\d| ?(?:-|a) ?[1-5])").match(
        note.plain, anchor.end, note.unit_at(anchor.start).end
    )
    if found and note.family in ("prostate", ""):
        weight = _WEIGHT[source_of(note, anchor.start, found.end())]
        note.say(
            "tumour.isup_grade",
            int(found[1]),
            anchor.start,
            found.end(),
            weight=weight,
            date=date_of(note, anchor.start, found.end()),
        )


def _breslow(note: Note, anchor: Anchor) -> None:
    found = number_at(note.plain, anchor.end, note.unit_at(anchor.start).end)
    if found and found.value.high <= 60 and note.family in ("skin", ""):
        unit = re.match(r" ?(mm|cm)?", note.plain[found.end :])
        factor = 10 if unit and unit[1] == "cm" else 1
        value = Interval(found.value.low * factor, found.value.high * factor, found.value.low_open, found.value.high_open)
        note.say(
            "tumour.breslow",
            value,
            anchor.start,
            found.end + (unit.end() if unit else 0),
            weight=_WEIGHT[source_of(note, anchor.start, found.end)],
        )


def _ulceration(note: Note, anchor: Anchor) -> None:
    """Of a melanoma only: an ulcerated tumour of the bowel says nothing."""
    if note.family == "skin":
        _finding("tumour.ulceration")(note, anchor)


def _sarcomatoid(note: Note, anchor: Anchor) -> None:
    if note.family in ("kidney", "mesothelioma", "bladder", "urothelial"):
        axes = qualify(note, anchor.start, anchor.end)
        if axes.status != "uncertain":
            denied = _DENIED.search(note.plain[max(0, anchor.start - 40) : anchor.start]) or _DENIED_AFTER.match(
                note.plain, anchor.end
            )
            note.say("tumour.sarcomatoid", not (denied or axes.status == "negated"), anchor.start, anchor.end)


def _in_situ(note: Note, anchor: Anchor) -> None:
    cisplatin = re.search(r"(?:-|gem\w* |carbo |vino\w* |mvac )$", note.plain[max(0, anchor.start - 8) : anchor.start])
    if note.family in ("bladder", "urothelial") and not cisplatin:
        _finding("tumour.carcinoma_in_situ")(note, anchor)


_PER_SURFACE = re.compile(r" ?(?:mitoses? ?)?(?:/|par|pour) ?(?P<area>\d{1,2}(?:[.,]\d)?)? ?mm ?2")


def _mitoses(note: Note, anchor: Anchor) -> None:
    """A count beside "mitoses": "12 mitoses / 5 mm²", "index mitotique 3/50 champs"; of stromal tumours, sarcomas,
    melanomas, carcinoids."""
    before = re.search(
        r"(?<![\d.,+])(?P<sign>[<>≤≥]=? ?)?(?P<n>\d{1,3}(?:[.,]\d)?) ?$", note.plain[max(0, anchor.start - 8) : anchor.start]
    )
    if note.family not in ("gist", "sarcoma", "neuroendocrine", "skin", "lung", "pancreas", "small_bowel", "stomach"):
        return
    if before:
        start, end, digits, sign = anchor.start - len(before.group()), anchor.end, before["n"], before["sign"]
    else:
        found = re.compile(r"[ :=(]*(?:a|de|est de)? ?(?P<sign>[<>≤≥]=? ?)?(?P<n>\d{1,3}(?:[.,]\d)?)(?=[ /;,.)\n]|$)").match(
            note.plain, anchor.end
        )
        if not found:
            return
        start, end, digits, sign = anchor.start, found.end(), found["n"], found["sign"]
    if not _kept(note, start, end):
        return
    value: object = to_float(digits)
    if sign:
        value = (
            Interval(0, to_float(digits), high_open=sign.strip() == "<")
            if sign[0] in "<≤"
            else Interval(to_float(digits), float("inf"), low_open=sign.strip() == ">")
        )
    surface = _PER_SURFACE.match(note.plain, end)
    if surface and isinstance(value, float):
        value, end = value * 5 / to_float(surface["area"] or "1"), surface.end()  # the catalogue counts per 5 mm2
    note.say("tumour.mitoses", value, start, end, weight=_WEIGHT[source_of(note, start, end)])


_READERS: dict[str, Callable[[Note, Anchor], None]] = {
    "vascular": _finding("tumour.vascular_invasion"),
    "perineural": _finding("tumour.perineural_invasion"),
    "capsular": _finding("tumour.capsular_rupture"),
    "margin_clear": _margins("R0"),
    "margin_involved": _margins("R1"),
    "residual": _residual,
    "sbr": _grade,
    "fnclcc": _grade,
    "fuhrman": _grade,
    "grade": _grade,
    "gleason": _gleason,
    "isup": _isup,
    "breslow": _breslow,
    "ulceration": _ulceration,
    "sarcomatoid": _sarcomatoid,
    "cis": _in_situ,
    "mitoses": _mitoses,
}
