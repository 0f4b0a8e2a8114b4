"""The relapse that the meeting decides on, if any: what came before it is history.

    "pT3a en 2023. 11/2025 : RECHUTE METASTATIQUE (M1)"
    recurrence distant, recurrence_date 2025-11; is_before_relapse is true of pT3a

"Sans récidive" denies a relapse; a risk, a score or a prevention of one announces none. Haematological diseases and gliomas
have no distant relapse: only its date is read. Known limit: a relapse that is told without any of the words of the vocabulary
is not seen."""

from __future__ import annotations

import re

from matching.reading.dates import date_of, months_between
from matching.reading.families.later import (
    ALREADY,
    LOCAL,
    NOT_SAID,
    SOUGHT,
    after_an_interval,
    later_on,
    long_after,
    modalities,
    treated_before,
)
from matching.reading.mention import Anchor, Relapse
from matching.reading.note import Note
from matching.reading.phrases import phrases
from matching.reading.qualifiers import qualify
from matching.reading.sentences import Unit
from matching.reading.sought import Sought

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
        r"homolaterale|sur (?:le )?moignon|centro-?pelvienne|pelvienne|mammaire|du sein|vesicale|"
        r"intravesicale|intra-?vesicale|scapul|glottique|in-breast|retroperitone|presacree|pre-sacree|peristomial",
    ),
)
_NO_RELAPSE = re.compile(
    r"\b(?:risque|score|prevention|signature|diminuer|eviter|probabilite|en l'absence|crainte|recherche|reserve\w*|"
    r"taux|reduire|suspicion|peur|en cas|si)[^.;,]{0,22}$"
)
_DENIED = re.compile(r"(?:sans|pas de|pas d'|absence de|aucune|ni|jamais)[^.;,]{0,20}$")
_WITHOUT = re.compile(r"(?:pas de|pas d'|sans|absence de|ni) [^,.;]*")
_UNRELATED = re.compile(
    r"\(|\bd'un|exerese|opere|resequ|thoracosc|traite|stupp|apres|sous |chirurgie|meilleure|"
    r"(?:cancer|carcinome|tumeur|\bk|\badk|melanome|lymphome|sarcome)\b[^.;]*diagnosti"
)
_MEETING = re.compile(r"\b(?:rcp|reunion|seance|consultation|fiche|staff)\b[^.;,]{0,40}$")
_CONCLUDES = re.compile(r"(?:il s'agit|soit|conclu\w*|correspond\w*|ce qui fait|au total|=>?|-?>)[^.;,]{0,18}$")
_BARE_YEAR = re.compile(r"[a-z -]{0,24} ((?:19|20)\d\d)(?![\d/-])")  # "rechute os 2019"
_RESISTANT = re.compile(r"\bm?(?:crpc|cprc)m?\b|resistan\w* a la castration")
_BESIDE = re.compile(r" (?:(?:en|le|au|du|fin|debut|mi|courant) |\()")  # "opérée en 2020, rechute en 05/2025"
_PRIMARY = re.compile(
    r"\b(?:cancers?|k|adk|(?:adeno)?carcinomes?|cc?i|cli|tumeurs?|melanomes?|sarcomes?) (?:[\w-]+ ){0,3}?(?:du |de la |de l'|des )\w+"
)
_YEAR_HEADING = re.compile(r"((?:19|20)\d\d) ?: ?")  # "2025 : récidive multifocale"
_SCORE = re.compile(
    r" score| score\b|-free| free| (?:precoce )?(?:[<>≤≥]=?|a moins de|a plus de|dans les) ?\d+ ?mois ?\)"
)  # "(rechute < 6 mois)"
_APPEARED = Sought(
    r"(?:apparition|survenue|decouverte) (?:de |d'|des )(?:une? |\w+ ){0,2}?(?:metastases?|metas?|"
    r"lesions? secondaires?|localisations? secondaires?|"
    r"(?P<lesions>(?:nodules?|lesions?|masses?|localisations?) (?:pulmonaires?|hepatiques?|osseuses?|cerebrales?|peritoneales?|surrenal\w*)))\b|"
    r"\b(?:metastases?|carcinose|localisations? secondaires?)(?: \w+){0,3} (?:est|sont|etait|etaient) (?:apparue?s?|survenue?s?)\b|"
    r"\b(?:metastases?|carcinose|localisations? secondaires?)(?: \w+){0,3} (?:apparaissai\w+|survenai\w+)\b"
)
_TREATED_WITHOUT = re.compile(r"\bm0\b|adjuvant|\badj\b|en surveillance|sous surveillance|remission complete")
_PROVED = re.compile(r"(?<!pas de )(?<!sans )\bmeta(?:stases?|s)? (?:de |d'|du |pulm|hepat|oss)|\bm1[a-d]?\b")
_UNSAID = {"brain": "local", "bladder": "local"}  # what a relapse is there when nothing more is said
_LIQUID = ("lymphoma", "leukaemia", "myeloma")


def read(note: Note) -> None:
    told = _appeared(note)
    for anchor in note.anchors.get("finding", ()):
        if anchor.id not in ("relapse", "metachronous") or note.is_other(anchor.start) or _SCORE.match(note.plain, anchor.end):
            continue
        unit = note.unit_at(anchor.start)
        before = note.plain[max(unit.start, anchor.start - 45) : anchor.start]
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        if (
            axes.experiencer == "family"
            or _NO_RELAPSE.search(before)
            or axes.modality == "conditional"
            or axes.status == "uncertain"
            or _of_a_symptom(note, anchor)
            or _spreads_further(note, anchor)
            or (axes.status == "negated" and _REFERS_TO_IT.search(before))
        ):
            continue
        if _DENIED.search(before) or axes.status == "negated":
            if note.family not in _LIQUID and unit.section != "history":
                note.say("tumour.recurrence", "none", anchor.start, anchor.end, weight=-1)
            continue
        told.append(anchor)
    if all(_kind(note, anchor) in ("biochemical", "local") for anchor in told):  # or none is told
        told += _later_metastases(note)
    if told:
        _tell(note, told)
        _over_since(note)
    elif later := after_an_interval(note) or long_after(note) or later_on(note):
        _tell(note, [later[1]], later[0])


def _over_since(note: Note) -> None:
    """ "Récidive locale, réopérée. Un an après, la patiente ne présente pas de récidive": of an undated relapse, what is denied last holds."""
    said = [mention for mention in note.mentions if mention.key == "tumour.recurrence"]
    last = max(said, key=lambda mention: mention.start, default=None)
    relapse = note.relapse
    near = relapse is not None and relapse.kind in ("local", "regional") and relapse.date is None
    if last and last.value == "none" and near and relapse and last.start > relapse.end:
        last.weight = 2


_SYMPTOM = re.compile(rf"\b{phrases('symptoms')}(?: \w+){{0,2}} $")


def _of_a_symptom(note: Note, anchor: Anchor) -> bool:
    """ "Hématurie totale récidivante"."""
    return note.plain.startswith("recidivant", anchor.start) and bool(
        _SYMPTOM.search(note.plain, max(0, anchor.start - 50), anchor.start)
    )


_REFERS_TO_IT = re.compile(
    r"\b(?:depuis|avant|apres|a|lors de|au moment de) (?:la|cette|sa) $"
)  # "pas de traitement depuis la rechute"
_METASTATIC_SINCE = re.compile(
    r"\b(?:metasta\w*|dissemine\w*|stade iv|m1[a-d]?)[^.;,\n]{0,14}\b(?:d'emblee|synchrones?|de novo|au diagnostic)|"
    r"\b(?:d'emblee|de novo) (?:metasta|dissemin|stade iv|m1)|\bn ?[0-3x+][a-c]?(?: ?\([^)\n]*\))? ?,?m1"
)


def _spreads_further(note: Note, anchor: Anchor) -> bool:
    """ "D'emblée métastatique (os) [...] apparition de métastases hépatiques": a progression, no relapse."""
    return note.plain.startswith("apparition", anchor.start) and bool(_METASTATIC_SINCE.search(note.plain, 0, anchor.start))


def _appeared(note: Note) -> list[Anchor]:
    """Metastases that appear after a disease treated without any: "FOLFOX adjuvant. En 2024, apparition de trois métastases"."""
    for found in _APPEARED.finditer(note):
        before = note.plain[: found.start()]
        known = NOT_SAID.sub("", before)
        if found["lesions"] and not _PROVED.search(note.plain, found.end()):
            continue
        treated = _TREATED_WITHOUT.search(before) or treated_before(note, found.start())
        if not note.is_other(found.start()) and treated and not ALREADY.search(known):
            return [Anchor(*found.span(), "finding", "relapse")]
    return []


_DE_NOVO = re.compile(r"\bn[0-3x+][a-c]?(?: ?\([^)]*\))? ?,?m1|synchrone|d'emblee|de novo|\bm1[a-d]? (?:initial|au diagnostic)")
_YEAR = re.compile(r"(?<![\d/.,])(?:19[89]|20[0-4])\d(?![\d,]| ?(?:mg|ml|ui|ng|g/))")


def _later_metastases(note: Note) -> list[Anchor]:
    """Metastases dated half a year or more after an operation: "2019 CCI, mastectomie, M0 ; 03/2024 : méta hépatiques"."""
    if note.family in (*_LIQUID, "brain") or not (told := _first_dated_metastasis(note)):
        return []
    date, anchor = told
    years = [
        year
        for operation in note.anchors.get("procedure", ())
        if operation.end < anchor.start
        and not LOCAL.isdisjoint(modalities(operation))
        and not note.is_other(operation.start)
        and note.unit_at(operation.start).section != "history"
        and (year := _year_of(note, operation))
    ]
    if not years and (told_before := _before_the_first_operation(note, anchor)):
        years = [told_before]
    if not years or _DE_NOVO.search(note.plain, 0, anchor.end + 40):
        return []
    return [anchor] if _half_a_year(min(years), date) else []


def _before_the_first_operation(note: Note, metastasis: Anchor) -> str | None:
    """The date told last before the first operation, of a story whose operations bear none."""
    operations = (
        one.start
        for one in note.anchors_between("procedure", 0, metastasis.start)
        if not LOCAL.isdisjoint(modalities(one)) and not note.is_other(one.start) and note.unit_at(one.start).section != "history"
    )
    first = next(operations, None)
    dates = note.dates_between(0, first) if first is not None else []
    return dates[-1].iso if dates and len(dates[-1].iso) >= 7 else None


def _first_dated_metastasis(note: Note) -> tuple[str, Anchor] | None:
    for anchor in note.anchors.get("course", ()):
        unit = note.unit_at(anchor.start)
        if (
            anchor.id != "metastatic"
            or note.is_other(anchor.start)
            or unit.section in ("question", "proposal", "family", "history")
        ):
            continue
        axes = qualify(note, anchor.start, anchor.end, reach=False)
        if _RESISTANT.search(note.plain, unit.start, unit.end) or _without_metastasis(note, anchor, unit):
            continue  # metastases known before, that resist now
        doubted = axes.status != "present" or axes.experiencer == "family" or axes.modality == "conditional"
        if doubted or SOUGHT.search(note.plain[max(unit.start, anchor.start - 40) : anchor.start]):
            continue
        date = _own_date(note, anchor) or _last_date_before(note, anchor)
        if date:
            return date, Anchor(anchor.start, anchor.end, "finding", "metastatic")
    return None


_STAGE_FOUR = re.compile(r"(?:stade|st\.?|figo) iv[ab]?")


def _without_metastasis(note: Note, anchor: Anchor, unit: Unit) -> bool:
    """ "cT3 N2b M0, stade IVA": a stage that an advanced tumour or its nodes make."""
    return bool(_STAGE_FOUR.match(note.plain, anchor.start)) and bool(re.search(r"m0\b", note.plain[unit.start : unit.end]))


def _last_date_before(note: Note, anchor: Anchor) -> str | None:
    """In a story told in one paragraph, the month or day told last before a metastasis that bears no date of its own; else the year that
    opened a sentence before it ("En 2017, elle a consulté")."""
    start, _ = note.line(anchor.start)
    told = [date.iso for date in note.dates_between(start, anchor.start) if len(date.iso) >= 7]
    years = [found[1] for found in _IN_YEAR.finditer(note.plain, start, anchor.start)]
    return told[-1] if told else years[-1] if years else None


_IN_YEAR = re.compile(r"(?:[.] |\n)en ((?:19|20)\d\d),? ")


def _year_of(note: Note, operation: Anchor) -> str | None:
    """The date of an operation in its sentence, or the year that opens it ("K sein G 2014 : Patey")."""
    unit = note.unit_at(operation.start)
    dates = [date.iso for date in note.dates if unit.start <= date.start < unit.end]
    years = [found.group() for found in _YEAR.finditer(note.plain, unit.start, unit.end)]
    return min([*dates, *years], default=None)


def _half_a_year(first: str, then: str) -> bool:
    months = months_between(first, then)
    return int(then[:4]) > int(first[:4]) if months is None else months >= 6


def _tell(note: Note, told: list[Anchor], opening: int | None = None) -> None:
    """Of several mentions, the latest dated one is the relapse under decision; the kind may be said beside another. What stands before
    `opening`, or before the mention, is of the first disease."""
    dated = [(date, anchor) for anchor in told if (date := _own_date(note, anchor))]
    date, anchor = max(dated, key=lambda pair: (pair[0], -pair[1].start)) if dated else (None, told[0])
    kinds = ["distant"] * (anchor.id in ("metachronous", "metastatic")) + [
        kind for one in [anchor, *told] if (kind := _kind(note, one))
    ]
    kind = kinds[0] if kinds else _UNSAID.get(note.family, "distant" if anchor.id == "metachronous" else "")
    note.relapse = Relapse(anchor.start if opening is None else opening, anchor.end, date, kind, (anchor.start, anchor.end))
    if kind and note.family not in _LIQUID:
        note.say("tumour.recurrence", kind, anchor.start, anchor.end, date=date)
    if date:
        note.say("tumour.recurrence_date", date, anchor.start, anchor.end)


def _own_date(note: Note, anchor: Anchor) -> str | None:
    unit = note.unit_at(anchor.start)
    near = [
        date
        for date in note.dates_between(unit.start, unit.end)
        if not _MEETING.search(note.plain[unit.start : date.start])
        and (
            (0 <= date.start - anchor.end <= 60 and not _UNRELATED.search(note.plain, anchor.end, date.start - 1))
            or 0 <= anchor.start - date.end <= 70
        )
    ]
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
    if not _CONCLUDES.search(note.plain[unit.start : anchor.start]):
        first_year = _YEAR.match(note.plain, unit.start, anchor.start)
        return first_year.group() if first_year else None
    line = note.dates_between(note.line(anchor.start)[0], anchor.start)
    if not line:
        return None
    told = line[0] if anchor.start - line[0].end < 700 else line[-1]  # in a long paragraph the first date is another moment's
    return told.iso[:7]  # to the month: "La cystoscopie de mars 2025 [...] Il s'agit donc d'une récidive"


def _kind(note: Note, anchor: Anchor) -> str:
    """The kind named nearest after the word, else in its sentence before it."""
    unit = note.unit_at(anchor.start)
    kinds = (("local", r"hepatique|intra-?hep\w*|\bfoie|bilobaire|multifocale"), *_KINDS) if note.family == "liver" else _KINDS
    after = _WITHOUT.sub(lambda denied: " " * len(denied.group()), note.plain[anchor.start : min(unit.end, anchor.end + 70)])
    found = [(hit.start(), kind) for kind, words in kinds if (hit := re.search(words, after))]
    if found:
        return min(found)[1]
    if ":" in note.plain[anchor.end : anchor.end + 45]:  # "Rechute en novembre 2025 : CA 125 à 340, scanner avec carcinose"
        described = _WITHOUT.sub("", note.plain[anchor.end : min(unit.end, anchor.end + 240)])
        if re.search(dict(kinds)["distant"], described):
            return "distant"
    told = re.split(r"[:;]", _PRIMARY.sub("", note.plain[unit.start : anchor.start]))[
        -1
    ]  # "10/2025 : nodules pulmonaires, biopsie = récidive"
    before = {kind for kind, words in kinds if re.search(words, told)}
    dated = bool(note.dates_between(unit.start, anchor.start))
    return next((kind for kind in ("distant", "regional", "local") if dated and kind in before), "")


def is_before_relapse(note: Note, start: int, end: int) -> bool:
    """Does the finding at these offsets belong to the time before the relapse under decision? False when there is none.

    By its date where both are dated, else by its place in the text; a relapse told in the title says nothing of the places.
    """
    relapse = note.relapse
    if relapse is None:
        return False
    unit = note.unit_at(start)
    date = date_of(note, start, end) if note.dates_between(unit.start, unit.end) else None
    if date and relapse.date:
        width = min(len(date), len(relapse.date))
        return date[:width] < relapse.date[:width]
    if date and _year_before_the_end(note, date):
        return True  # told in the title, undated: what is dated a year before the last date is of the first disease
    same_sentence = unit.start <= relapse.start < unit.end
    return start < relapse.start or (
        same_sentence and bool(re.search(r"\b(?:d'un|d'une|du|de la|initial\w*)\b", note.plain[relapse.end : start]))
    )


def kept(note: Note, start: int, end: int) -> bool:
    """Findings of a specimen removed before the relapse under decision are history."""
    if note.relapse is None or note.relapse.kind == "biochemical":
        return True
    return note.relapse.kind != "distant" and not is_before_relapse(note, start, end)


def _year_before_the_end(note: Note, date: str) -> bool:
    """Is a date a year or more before the last date of the note? Two years, where one of them is a bare year."""
    months = months_between(date, note.last_date)
    return int(note.last_date[:4]) - int(date[:4]) >= 2 if months is None else months >= 12
