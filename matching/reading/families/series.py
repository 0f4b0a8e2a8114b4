"""Values of a series: which is told as earlier, what a figure moved to, the values that follow it with their own dates.

"9,8 en 2022, 14,6 en 2024 puis 38,4 ng/mL le 04/12/2025"    "438 -> 462"    "1 890 (ictère) ; 412 le 20/01"    "mars 0,4 / mai 6,4"
"""

from __future__ import annotations

import re

from matching.reading.dates import MONTH, date_of
from matching.reading.mention import Anchor
from matching.reading.note import Note
from matching.reading.phrases import IS, WAS, phrases
from matching.reading.values import NUMBER, Found, number_at, to_float
from matching.value import Interval

_ARROW = re.compile(
    rf"(?: ?%?[^.;,\n\d>]{{0,22}}?(?=->))? ?(?:ng/ml|ui/ml|u/ml|g/dl|%)? ?(?:->|>|puis|puis a|,? ?puis) "
    rf"?(?P<below>[<≤] ?)?(?P<next>{NUMBER})(?! ?(?:mois|ans|%? ?/))"
)
_BARE_DAY = re.compile(rf" ?(?:\(\d{{1,2}}/\d{{1,2}}\)|{phrases('now')})")
_AFTER_SURGERY = re.compile(rf" ?{phrases('after_surgery')}")
_AFTER_CARE = re.compile(rf" ?{phrases('after_care')}")
_NEXT = re.compile(
    rf"(?:(?<!\d),|, |(?<=(?:19|20)\d\d )|(?<=\d\)) (?:(?:\.{{2,3}}|[-/|]) )?|{MONTH} (?!(?:19|20)\d\d(?!\d))|puis (?:a )?|> ?|et (?:a )?|"
    rf"(?<!\d)/ ?|\(|"
    rf"(?:remontee?|redescendue?|recontrolee?|controlee?|controle|mesuree?|"
    rf"normalisee?|corrigee?|revenue?|abaissee?|descendue?|retombee?|baissee?) a )(?P<value>{NUMBER}) ?"
    r"(?:%|ms|ng/ml|ui/ml|u/ml|ui/l|ml/min|mmol/l|pg/ml|g/l|g/dl|µmol/l|nanogrammes?(?: par (?:ml|millilitre))?)?"
    r"(?= ?(?:en|le|au|a l'|a la|du|\(|lors|sur|ce jour|actuel|aujourd|a ce jour|apres|post|a [jm] ?\d|sous) ?)"
)
_AT_A_DAY = re.compile(r" ?(?:a [jm] ?\d|le jour d|sous [a-z]{4})")
_NOW = re.compile(
    rf"[^.;\n]{{0,24}}?(?:actuel\w*|ce jour|maintenant|aujourd'hui) ?[a:=]? ?(?P<next>{NUMBER})(?= ?(?:ng|m?ui|u/|µ|g/|%|$|"
    rf"[,;.)\n]))"
)
_CORRECTED = re.compile(rf"[ (]*{phrases('corrected')}[^.;\n>]{{0,30}}->? ?(?P<next>{NUMBER})(?! ?(?:mois|ans|%? ?/))")
# "Bili 212 -> prothèse 15/12 -> 19 µmol/L"
_OVER_A_STEP = re.compile(
    rf" ?(?:ng/ml|ui/ml|u/ml|g/dl|µmol/l)? ?-> ?[a-z][^.;,\n>\d]{{2,30}}(?:(?:le |du )?\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})? ?)?-> ?(?P<next>{NUMBER})"
    r"(?= ?(?:ng|m?ui|u/|µ|g/|mmol|%|$|[,;.)\n]| le | ce jour))"
)
# "1 890 U/mL (ictère) ; 412 le 20/01"
_AFTER_STOP = re.compile(
    rf"(?: ?\([^()\n\d]{{0,30}}\))? ?; ?(?:puis |a )?(?P<value>{NUMBER}) ?(?:%|ng/ml|u?i?/ml|ui/l|g/l|g/dl|µmol/l|mmol/l)? ?(?:\(|le |en |au |du )"
)
_DATED_FIRST = re.compile(  # ", nov 2,9", "/ 02/02/26 : 6,4", "; 06/24 = 96"
    rf"[ ,;/>|()-]*(?:puis |et |derniere? (?:mesure|valeur|dosage|controle) )?(?:le |du |en |au )?"
    rf"(?P<when>{MONTH}|\d[\d/.-]*\d)"
    rf"(?: (?:20)?\d\d(?= ?[:=]))?(?: ?[:=] ?| a | )(?P<value>(?!(?:19|20)\d\d(?!\d))(?:{NUMBER}))"
    r"(?= ?(?:ng|m?ui|u/|µ|g/|%|[,;/.)\n]|$|- | -))"
)
# "31 g/L à l'entrée, 38 g/L à la sortie", "48 % sous trastuzumab, remontée à 57 % après arrêt"
_UNIT = r"(?:%|ms|[nµm]?g/m?l|m?u?i?/m?l|m?u(?:i)?/m?l|g/dl|[mµu]mol/l|ml/min|g/l|giga/l|kg|n)(?![a-z0-9/])"
_THEN = re.compile(
    rf"[^.;,\n()]{{0,40}}?(?: ?\([^()\n]{{0,24}}\))?(?:,| ?;| et| puis)(?: puis| et| mais)? "
    rf"(?P<later>{phrases('later', 'now', 'after_surgery')} ?[:=]? ?)?"
    rf"(?:il |elle )?(?:{IS} |s'est )?(?P<moved>{phrases('moved')} )?(?:depuis |desormais )?(?:a |de )?(?=[<≤]? ?\d)"
)
_ITEM_ENDS = re.compile(
    rf" ?(?:{_UNIT}|(?:[;)\n]|\.(?!\d)|$|,(?!\d)|(?:depuis|apres|a la|au|lors|sous|le)\b|"
    rf"a l'|a \d|\([cj]\d|{phrases('now', 'after_care', 'earlier')}))"
)
_NORMAL_SINCE = re.compile(rf"[^.;,\n()]{{0,40}}, ?(?:puis |mais )?(?:(?:s'est |est )?{phrases('normal_again')})(?! a \d)")
_TODAY = re.compile(rf" ?(?:{_UNIT} ?)?{phrases('now')}")
_MAY_BE_A_YEAR = re.compile(r".*[a-z] \d\d")  # "(45 en dec 24)"
# "9,8 (avant)"; a figure of its own after the word ("14 (avant chirurgie : 210)") is the earlier one
_EARLIER_AFTER = re.compile(rf"[^.;,\n(]{{0,14}}?\(?{phrases('earlier')}(?![a-z ]{{0,24}} ?: ?\d[\d,. ]*\))")
_AT_A_CYCLE = re.compile(
    r" ?(?:\(?(?:a|au|apres|avant|lors de) (?:la |le )?(?:c\d|j\d|cycle \d|\d(?:e|eme|ere) c)|a \d{1,2} (?:cures?|cycles?)\b|\([cj]\d)(?!\d? ?:)"
)  # "PNN 0,8 à C3 (report)"
_ASIDE = re.compile(
    rf"\((?:a |en |le |au )?(?:[cj] ?\d{{1,2}}|{MONTH}|{phrases('earlier')})(?: (?:19|20)\d\d)? ?:[^()\n]*$"
)  # "(à C1 : Hb 8,9)"
INITIAL = re.compile(r"\b(?:initial\w*|pre-?operatoire|pre-?op|au diagnostic|avant (?:traitement|chirurgie|chimio\w*))\b")
_EARLIER_BEFORE = re.compile(
    rf"(?:vs|contre|versus|(?<!controle )(?<!drainage )(?<!transfusion ){WAS} (?:a|de)|"
    r"avant ?:?|initial(?:e|ement)?(?: a)?|nadir(?: a)?|minimale?(?: a)?|maximale?(?: a)?|\(au diagnostic) ?$"
)


# "PSA à 0,02 en 2022. Ascension ensuite : 0,09 (mars 2024), 0,21 (février 2025)"
_SERIES_GOES_ON = re.compile(rf"(?:puis |avec |une )*{phrases('series_goes_on')}(?: [a-z]+){{0,2}} ?: ?(?={NUMBER} )")


def told_until(note: Note, anchor: Anchor) -> int:
    """Where the words about an analyte end: with its sentence, or with the next one that goes on with its values."""
    end = note.unit_at(anchor.start).end
    below = note.unit_at(end + 1) if end + 1 < len(note.plain) else None
    return below.end if below and below.start >= end and _SERIES_GOES_ON.match(note.plain, below.start, below.end) else end


# "le PSA remonte malgré une testostérone à 0,2 ng/mL : 2,4 le 5 mai, 7,9 le 22 juillet"
_RISES = re.compile(
    rf" (?:\w+ )?(?:{phrases('rises')}) [a-z][^.;:\n]* ?:(?= ?(?:{NUMBER}) (?:(?:ng|u|ui|[nµ]g)/m?l )?(?:en|le|au|\()\b)"
)


# "les PSA de ville, du plus récent au plus ancien : 8,3 (12/02/2026) ; 3,9 (10/11/2025)"
_LISTED = re.compile(rf",? [a-z][^.;:\n\d]{{3,80}} ?:(?= ?(?:{NUMBER}) (?:(?:ng|u|ui|[nµ]g)/m?l )?\((?:le )?\d{{1,2}}/\d)")


def begins_behind(note: Note, end: int, limit: int) -> int | None:
    """Where the values begin of an analyte that is said to rise, and that is named before another one."""
    found = _RISES.match(note.plain, end, limit) or _LISTED.match(note.plain, end, limit)
    return found.end() if found else None


def is_earlier(note: Note, anchor: Anchor, first: int, end: int, limit: int) -> bool:
    """Do the words around a figure, between `first` and `end`, say that it is of before?"""
    return bool(
        _EARLIER_BEFORE.search(note.plain[max(0, anchor.start - 14) : first])
        or _EARLIER_AFTER.match(note.plain, end, limit)
        or _AT_A_CYCLE.match(note.plain, end, limit)
        or _ASIDE.search(note.plain, max(0, anchor.start - 60), anchor.start)
    )


def moved_to(note: Note, end: int, limit: int) -> tuple[Interval, int] | None:
    """The value that an arrow, "puis" or "ce jour" leads to, and where it ends."""
    arrow = next((hit for way in (_ARROW, _NOW, _CORRECTED, _OVER_A_STEP) if (hit := way.match(note.plain, end, limit))), None)
    if arrow is None:
        return None
    later, below = to_float(arrow["next"]), arrow.groupdict().get("below")  # "hCG 31 -> < 1 UI/L"
    return Interval(0, later, high_open="<" in below) if below else Interval.exactly(later), arrow.end()


def series(note: Note, end: int, limit: int) -> list[tuple[float, int, int]]:
    """Further values of a series, each with its own date: "9,8 en 2022, 14,6 en 2024 puis 38,4 ng/mL le 04/12/2025"."""

    def dated(at: int) -> bool:
        near = (date.start for date in note.dates_between(at, at + 25))
        return bool(
            _BARE_DAY.match(note.plain, at) or _AFTER_CARE.match(note.plain, at) or _AT_A_DAY.match(note.plain, at)
        ) or any(not re.search(r"[,;(]", note.plain[at:start].lstrip(" (")) for start in near)

    def since(more: re.Match[str]) -> bool:  # in brackets, the value of after the operation is the earlier one
        then = _AFTER_SURGERY.match(note.plain, more.end()) or _AT_A_DAY.match(note.plain, more.end())
        return not more.group().startswith("(") if then else dated(more.end())

    further = _NEXT.finditer(note.plain, end, limit)
    return [(to_float(more["value"]), more.start("value"), more.end()) for more in further if since(more)]


def of_a_day_before(note: Note, start: int, end: int, dated: str | None) -> bool:
    """Is a value in brackets that of an earlier day than the one it stands beside, of the day `dated`? So where that has no date of its own."""
    if _TODAY.match(note.plain, end) or _AFTER_CARE.match(note.plain, end):
        return False
    own = date_of(note, start, end)
    return dated is None or own is None or own < dated


def and_then(note: Note, end: int, limit: int, earlier: bool) -> Found | None:
    """The value that follows one told as `earlier`, or that says itself that it is a later one: "31 à l'entrée, 38 g/L à la sortie"."""
    told = _THEN.match(note.plain, end, limit)
    found = number_at(note.plain, told.end(), limit) if told else None
    if told is None or found is None or not _ITEM_ENDS.match(note.plain, found.end):
        return None
    later = told["later"] or told["moved"] or _TODAY.match(note.plain, found.end)
    return found if earlier or later else None


def normal_since(note: Note, end: int, limit: int) -> bool:
    """ "310 µmol/L à l'entrée, normalisée depuis"."""
    return _NORMAL_SINCE.match(note.plain, end, limit) is not None


def dated_first(note: Note, end: int, limit: int) -> list[tuple[float, str | None, int, int]]:
    """Further values of a series, each behind its own date: "1,2 en juillet / nov 2,9 / 02/02/26 : 6,4"; or after a stop, before it."""
    values: list[tuple[float, str | None, int, int]] = []
    if stop := _AFTER_STOP.match(note.plain, end, limit):
        date = next((date.iso for date in note.dates_between(stop.end(), stop.end() + 1)), None)
        return [(to_float(stop["value"]), date, stop.start("value"), stop.end())] if date else []
    while found := _DATED_FIRST.match(note.plain, end, limit):
        start = found.start("when")
        date = next((one.iso for one in note.dates_between(start, start + 1)), None)
        if (date is None and not note.plain[start].isalpha()) or _MAY_BE_A_YEAR.fullmatch(found.group()):
            break
        end = found.end()
        values.append((to_float(found["value"]), date, start, end))
    return values
