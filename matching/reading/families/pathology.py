"""What the specimen shows: margins, emboli, perineural invasion, nodes, capsular rupture, mitoses; and its grades.

    "SBR 2 (3+2+2), R0, pas d'embole, GS : 1N+/2, sans rupture capsulaire"
    grade 2, margins R0, vascular_invasion false, nodes_positive 1, nodes_examined 2, capsular_rupture false

After a relapse the old specimen's findings are history, its grade is not. Counts of nodes: nodes.py; grades: grades.py."""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.reading.dates import date_of
from matching.reading.families.grades import read_breslow, read_gleason, read_grade, read_isup, read_short_grades
from matching.reading.families.nodes import read_nodes
from matching.reading.families.relapse import kept
from matching.reading.families.sources import WEIGHT, source_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.values import to_float
from matching.tumour_types import family_of, is_a, organs, specific_type
from matching.value import Interval

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
_UNTOLD = re.compile(
    r" ?[:=]? ?(?:\?|sans objet|non applicable|non precise|non evalue|nr\b|nc\b|non communique|inconnu|en attente|douteu)"
)


def read(note: Note) -> None:
    for anchor in note.anchors.get("finding", ()):
        reader = _READERS.get(anchor.id)
        if reader and not note.is_other(anchor.start):
            reader(note, anchor)
    read_nodes(note)
    read_short_grades(note)
    _later_grades(note)
    _grades_of_another_type(note)


def _grades_of_another_type(note: Note) -> None:
    """ "Curetage : adénocarcinome endométrioïde grade 1. Pièce : carcinosarcome": the grade goes with the diagnosis that was not kept."""
    kept = next((str(mention.value) for mention in note.mentions if mention.key == "tumour.type"), "")
    grades = [mention for mention in note.mentions if mention.key == "tumour.grade"] if kept else []
    own = [name for name, organ in organs().items() if family_of(organ.tumour_type) == note.family] if grades else []
    for mention in grades:
        if note.relapse and mention.start > note.relapse.start:
            continue
        beside = note.anchors_between("histology", note.unit_at(mention.start).start, mention.start)
        codes = {code for name in own if beside and (code := specific_type(name, beside[-1].id))}
        if codes and not any(is_a(code, kept) or is_a(kept, code) for code in codes):
            mention.status = "uncertain"


def _later_grades(note: Note) -> None:
    """A biopsy of a metastasis a year or more after the specimen says the grade of now."""
    told = [mention for mention in note.mentions if mention.key == "tumour.grade" and mention.date and len(mention.date) >= 7]
    last = max((str(mention.date) for mention in told), default="")
    grades = [mention for mention in note.mentions if mention.key == "tumour.grade"]
    if note.relapse and note.relapse.date is None and any(mention.start > note.relapse.start for mention in grades):
        for mention in grades:
            mention.temporality = "now" if mention.start > note.relapse.start else "past"
    for mention in told:
        if mention.date and f"{int(mention.date[:4]) + 1}{mention.date[4:7]}" <= last[:7]:
            mention.temporality = "past"


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
            or (key != "tumour.ulceration" and not kept(note, anchor.start, anchor.end))
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
        said_no = after or words.endswith(("0", "-"))
        denied = bool(said_no or (not present and (_DENIED.search(before) or axes.status == "negated")))
        source = source_of(note, anchor.start, anchor.end)
        if words.startswith("engainement") and re.match(r"s? peri-? ?(?:vein|vascul)", note.plain[anchor.end : anchor.end + 14]):
            return  # around a vessel
        if source == "imaging" and words in ("engainement", "engainements"):
            return  # a nerve that the tumour surrounds on an image
        end = after.end() if after else anchor.end
        note.say(key, not denied, anchor.start, end, weight=WEIGHT[source], date=date_of(note, anchor.start, anchor.end))

    return read_finding


_NODE = re.compile(
    r"\b(?:gangli\w*|\d?n ?\+|curage|adp|adenop\w*|gs\b|gas\b|sentinelle|pn ?[0-3]|metastases?|ggl?|extra-?gangl\w*)"
)


_NO_RUPTURE = re.compile(r"\b(?:sans|pas de) $")
_BARE_RUPTURE = re.compile(rf"{_NODE.pattern}[^.;\n]*\b(?:sans|pas de|avec|en) $")  # "2 ganglions envahis sur 12, sans rupture"
_ENDS = re.compile(r" ?(?:[.,;)\n]|$)")


def _nodal_capsule(note: Note, anchor: Anchor) -> None:
    """The capsule of a node; that of a gland that has one of its own only beside words for nodes."""
    if note.plain[anchor.start : anchor.end] == "rc":  # elsewhere a complete response
        if _NO_RUPTURE.search(note.plain, max(0, anchor.start - 8), anchor.start):
            note.say("tumour.capsular_rupture", False, anchor.start, anchor.end)
        return
    line_start, line_end = note.line(anchor.start)
    bare = note.plain[anchor.start : anchor.end] in ("rupture", "ruptures")
    beside = _BARE_RUPTURE.search(note.plain, max(line_start, anchor.start - 90), anchor.start)
    if bare and not (beside and _ENDS.match(note.plain, anchor.end)):
        return  # of the tumour, of a vessel
    around = note.plain[max(line_start, anchor.start - 120) : min(line_end, anchor.end + 50)]
    if note.family in ("breast", "head_neck", "skin", "vulva", "penis", "") or _NODE.search(around):
        _finding("tumour.capsular_rupture")(note, anchor)


def _beside_others(note: Note, anchor: Anchor) -> bool:
    """L1, V0, EV mean emboli only beside a TNM or another mark: "pT3 pN0 V0 L0 Pn1 R0"; elsewhere L1 is a line or a vertebra."""
    around = note.cased[max(0, anchor.start - 30) : anchor.end + 14]
    if not re.match(r"[LV][01]", note.cased[anchor.start : anchor.end]):
        return True
    return bool(re.search(r"p[TN][0-4].{0,24}|\b[LV][01][ ,;-]{1,3}(?:[LV][01]|Pn[01])|Pn[01]", around)) and bool(
        re.search(r"[LV][01][ ,;-]{1,3}(?:[LV][01]|[PR][nN]?[012])|Pn[01]", around)
    )


_SAID_FIRST = re.compile(
    r"(?: [a-z]+){0,2} (?:initialement|au premier compte[- ]rendu|en premiere lecture)\b"
)  # "R1 rapporté initialement"
_OF_METASTASES = re.compile(r"\b(?:hepatectomie|metastasectomie|\d metastases?|metastases? (?:hepat|pulm)\w+)\b")


def _margins(value: str) -> Callable[[Note, Anchor], None]:
    def read_margins(note: Note, anchor: Anchor) -> None:
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        unit = note.unit_at(anchor.start)
        before = note.plain[max(unit.start, anchor.start - 24) : anchor.start]
        if (
            axes.status == "uncertain"
            or axes.modality != "done"
            or unit.section in ("question", "proposal", "history")
            or not kept(note, anchor.start, anchor.end)
        ):
            return
        if note.family not in ("liver", "biliary") and _OF_METASTASES.search(note.plain, unit.start, anchor.start):
            return  # of the liver that was resected for its metastases
        if note.family == "brain":
            return  # a complete removal has no margins there
        said, weight = value or note.cased[anchor.start : anchor.end], 1 if value else 2
        if axes.status == "negated" or re.search(r"(?:pas de|non) $", before):
            if said == "R0" or not value:
                return
            said = "R0"
        date = date_of(note, anchor.start, anchor.end)
        temporality = "past" if _SAID_FIRST.match(note.plain, anchor.end, unit.end) else "now"
        note.say("tumour.margins", said, anchor.start, anchor.end, weight=weight, date=date, temporality=temporality)

    return read_margins


def _residual(note: Note, anchor: Anchor) -> None:
    """R0, R1, R2: of a resection, not a visceral residue of something planned ("chirurgie R0 envisageable")."""
    if re.match(r"[^.;,\n]{0,12}(?:envisag|possible|impossible|espere|probable)", note.plain[anchor.end : anchor.end + 28]):
        return
    _margins("")(note, anchor)


def _ulceration(note: Note, anchor: Anchor) -> None:
    """Of a melanoma only: an ulcerated tumour of the bowel says nothing."""
    if note.family == "skin":
        _finding("tumour.ulceration")(note, anchor)


def _sarcomatoid(note: Note, anchor: Anchor) -> None:
    """Denied of any tumour; present only where it is a component, and not the name of a type."""
    axes = qualify(note, anchor.start, anchor.end)
    denied = (
        axes.status == "negated"
        or _DENIED.search(note.plain[max(0, anchor.start - 40) : anchor.start])
        or _DENIED_AFTER.match(note.plain, anchor.end)
    )
    if axes.status != "uncertain" and (denied or note.family in ("kidney", "mesothelioma", "bladder", "urothelial")):
        note.say("tumour.sarcomatoid", not denied, anchor.start, anchor.end)


def _in_situ(note: Note, anchor: Anchor) -> None:
    cisplatin = re.search(r"(?:-|gem\w* |carbo |vino\w* |mvac )$", note.plain[max(0, anchor.start - 8) : anchor.start])
    if note.family in ("bladder", "urothelial") and not cisplatin:
        _finding("tumour.carcinoma_in_situ")(note, anchor)


_PER_SURFACE = re.compile(r" ?(?:mitoses? ?)?(?:/|par|pour) ?(?P<area>\d{1,2}(?:[.,]\d)?)? ?mm ?2")


_SCORED = re.compile(
    r"\b(?:diff\w*\.?|architecture|atypies|necrose|pleomorphisme|noyaux) ?:? ?\d[^()]{0,24}$"
)  # parts of a grade: "nécrose 2, mitoses 2"


def _mitoses(note: Note, anchor: Anchor) -> None:
    """A count beside "mitoses": "12 mitoses / 5 mm²", "index mitotique 3/50 champs"; of stromal tumours, sarcomas,
    melanomas, carcinoids."""
    before = re.search(
        r"(?<![\d.,+])(?P<sign>[<>≤≥]=? ?)?(?P<n>\d{1,3}(?:[.,]\d)?) ?$", note.plain[max(0, anchor.start - 8) : anchor.start]
    )
    counted = note.family in ("gist", "sarcoma", "neuroendocrine", "skin", "lung", "pancreas", "small_bowel", "stomach")
    if not counted or _SCORED.search(note.plain, max(0, anchor.start - 60), anchor.start):
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
    if not kept(note, start, end):
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
    note.say("tumour.mitoses", value, start, end, weight=WEIGHT[source_of(note, start, end)])


_READERS: dict[str, Callable[[Note, Anchor], None]] = {
    "vascular": _finding("tumour.vascular_invasion"),
    "perineural": _finding("tumour.perineural_invasion"),
    "capsular": _nodal_capsule,
    "margin_clear": _margins("R0"),
    "margin_involved": _margins("R1"),
    "residual": _residual,
    "sbr": read_grade,
    "fnclcc": read_grade,
    "fuhrman": read_grade,
    "grade": read_grade,
    "gleason": read_gleason,
    "isup": read_isup,
    "breslow": read_breslow,
    "ulceration": _ulceration,
    "sarcomatoid": _sarcomatoid,
    "cis": _in_situ,
    "mitoses": _mitoses,
}
