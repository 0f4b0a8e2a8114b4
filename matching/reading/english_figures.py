"""Ages, dates, times and figures, as English writes them, with the French that each makes.

    "58-year-old woman"      femme de 58 ans
    "11/15/2025"             15/11/2025
    "148 lb", "5'7\""        67.1 kg, 170.2 cm

The patterns are filled as those of english_order.py, which holds what is said of the tumour.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from matching.reading.english_words import table

Again = Callable[[str], str]  # a few words inside the piece, in French
Say = Callable[[re.Match[str], Again], str]
_MONTHS, _POUND, _INCH = 12, 0.45359, 2.54  # kg, cm
_AGE = r"(?P<age>\d{{1,3}})"
_COUNT = r"(?P<count>\d{{1,3}}|{numbers}) (?P<unit>{units})s?\b"
_IS = r"(?: ?(?:is|was|of|:|=|-))?"
_ECOG = r"(?P<grade>[0-4](?: ?(?:-|to) ?[0-4])?)(?!\.?\d| ?%)"


def _person(found: re.Match[str], again: Again) -> str:
    person = "Femme" if found["who"].lower().startswith(("w", "f", "l", "girl")) else "Homme"
    between = again(found["between"].strip(" ,"))
    return f"{person} de {found['age']} ans" + (f", {between}" if between else "")


def _date(found: re.Match[str], again: Again) -> str:
    return " ".join(filter(None, (found["day"], table("months", found["month"]), found["year"])))


def _period(found: re.Match[str], again: Again) -> str:
    first, last = table("months", found["first"]), table("months", found["last"])
    return f"de {' '.join(filter(None, (first, found['begun'])))} a {last} {found['year']}"


def _day(found: re.Match[str], again: Again) -> str:
    """ "11/15/2025" is the 15th of November; of "15/11/2025" nothing else can be made than in French."""
    month, day = (found["month"], found["day"]) if int(found["month"]) <= _MONTHS else (found["day"], found["month"])
    return f"{day}/{month}/{found['year']}"


def _span(found: re.Match[str]) -> str:
    count = found["count"]
    return f"{count if count[0].isdigit() else table('numbers', count)} {table('units', found['unit'])}"


def _ago(found: re.Match[str], again: Again) -> str:
    return f"il y a {_span(found)}"


def _lasting(found: re.Match[str], again: Again) -> str:
    return f"{'pendant' if found['link'].lower() == 'for' else 'en'} {_span(found)}"


def _time(found: re.Match[str], again: Again) -> str:
    return _span(found)


def _count_unit(found: re.Match[str], again: Again) -> str:
    return "/mm3" if found["micro"] else " G/L"


def _kilograms(found: re.Match[str], again: Again) -> str:
    return f"poids {float(found['pounds']) * _POUND:.1f} kg"


def _centimetres(found: re.Match[str], again: Again) -> str:
    return f"{(12 * int(found['feet']) + int(found['inches'] or 0)) * _INCH:.1f} cm"


def _performance(found: re.Match[str], again: Again) -> str:
    return f"OMS {found['grade'].replace(' to ', '-')}"


MOVED: dict[str, tuple[str, Say]] = {
    "count_unit": (  # the first: it touches its figure
        r"(?P<micro>(?: cells)? ?(?:/|per) ?(?:cu ?mm|mm3|mm\^3|[uµ]l|mcl|microliter))\b|"
        r" ?(?:(?:x ?10\^?\(?9\)?|x ?10e9) ?/ ?l|(?:k|x ?10\^?\(?3\)?|thou) ?/ ?(?:[uµ]l|mcl|mm3))\b",
        _count_unit,
    ),
    "person": (
        rf"(?:an? )?{_AGE}(?:(?: |-)?(?:years?|yrs?|y/?o|y\.o\.)(?:(?: |-)?old)?|(?=[fm]\b))[ ,-]*"
        r"(?P<between>(?:(?!with\b|who\b)[a-z-]+,? ){{0,3}}?)(?P<who>wom[ae]n|females?|lady|girl|m[ae]n|males?|gentleman|boy|[fm](?![\w/]))",
        _person,
    ),
    "at_age": (rf"at (?:the )?age (?:of )?{_AGE}", lambda found, again: f"a {found['age']} ans"),
    "aged": (rf"aged? {_AGE}(?! ?%)(?: years?)?(?: old)?", lambda found, again: f"age de {found['age']} ans"),
    "years_old": (rf"{_AGE}(?: |-)?(?:years?(?: |-)old|y/?o\b)", lambda found, again: f"age de {found['age']} ans"),
    "period": (
        r"(?:from|between) (?P<first>{months})\.?(?: (?P<begun>(?:19|20)\d\d))? (?:to|until|through|and) "
        r"(?P<last>{months})\.? (?P<year>(?:19|20)\d\d)",
        _period,
    ),
    "bare_period": (
        r"(?P<first>{months})\.?(?: (?P<begun>(?:19|20)\d\d))? ?(?:to|until|through|-) ?(?P<last>{months})\.? (?P<year>(?:19|20)\d\d)",
        _period,
    ),
    "years": (
        r"(?:from|between) (?P<first>(?:19|20)\d\d) (?:to|until|through|and) (?P<last>(?:19|20)\d\d)",
        lambda found, again: f"de {found['first']} a {found['last']}",
    ),
    "until": (r"(?:until|through|till)(?= (?:{months}\.? |\d{{1,2}}/)?(?:19|20)\d\d)", lambda found, again: "jusqu'en"),
    "ended": (
        r"(?:ended|ending|completed|concluded|finished)(?: in)?(?= (?:{months}\.? )?(?:19|20)\d\d)",
        lambda found, again: "termine en",
    ),
    "ended_on": (
        r"(?:ended|completed|concluded|finished) on(?= \d{{1,2}}(?:/\d{{1,2}}/\d\d| {months})| {months}\.? \d)",
        lambda found, again: "termine le",
    ),
    "day": (r"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>(?:19|20)?\d\d)(?!\d)", _day),
    "date": (r"(?P<month>{months})\.? (?:of )?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? )?(?P<year>(?:19|20)\d\d)", _date),
    "ago": (rf"(?:about |approximately |some )?{_COUNT} (?:ago|earlier|previously|prior)", _ago),
    "lasting": (rf"(?P<link>for|over|within|in)(?: the)?(?: last| past)? {_COUNT}", _lasting),
    "time": (r"(?P<count>\d{{1,3}}(?:\.\d)?) (?P<unit>{units})s?\b", _time),
    "month": (r"(?:in|since)(?= {months}\.?,? (?:of )?(?:19|20)\d\d| \d{{1,2}}/(?:19|20)\d\d)", lambda found, again: "en"),
    "on_day": (r"on(?= \d{{1,2}}/\d{{1,2}}/\d\d| {months}\.? \d)", lambda found, again: "le"),
    "year": (r"in (?P<year>(?:19|20)\d\d)\b", lambda found, again: f"en {found['year']}"),
    "thousands": (r"\d{{1,3}}(?:,\d{{3}})+(?!,?\d)", lambda found, again: found.group().replace(",", "")),
    "weight": (
        r"(?:(?:body )?weight|wt)?(?: (?:is|was|of))?:? ?(?P<pounds>\d{{2,3}}(?:\.\d)?) ?(?:lbs?|pounds)\b(?![- ]weight| weight loss)",
        _kilograms,
    ),
    "height": (r"(?P<feet>[4-6]) ?(?:'|ft\b\.?|feet\b) ?(?P<inches>\d{{1,2}})? ?(?:\"|''|in\b\.?|inches\b)?", _centimetres),
    "times": (
        r"(?P<times>\d{{1,2}}(?:\.\d{{1,2}})?) ?(?:x|times) ?(?:the )?(?:uln|upper limit of normal)",
        lambda found, again: f"{found['times']} N",
    ),
    "filtration": (
        r"egfr(?= ?(?:of |is |was |:|=)? ?\d{{2,3}}(?!\d| ?%))",
        lambda found, again: "DFG" if found.group() == "eGFR" else found.group(),
    ),
    "performance": (
        r"(?:his |her |the )?(?:(?:eastern cooperative oncology group|ecog|who|zubrod)(?: \(ecog\))?[ -/]?)?"
        rf"(?:performance status|performance score|ps)(?: \(?(?:ecog|who|ps)\)?)?(?: score)?{_IS} ?{_ECOG}",
        _performance,
    ),
    "ecog": (rf"(?:ecog|zubrod)(?: score)?{_IS} ?{_ECOG}", _performance),
    "karnofsky": (
        rf"(?:karnofsky(?: performance)?(?: status| score| index)?|kps)(?: \(kps\))?(?: score)?{_IS} ?(?P<percent>\d{{{{2,3}}}}) ?%?",
        lambda found, again: f"Karnofsky {found['percent']} %",
    ),
    "loss": (
        r"(?P<much>\d{{1,2}}(?:\.\d)?(?: ?%| ?kg))(?: body)? (?:weight|wt) loss",
        lambda found, again: f"perte de poids de {found['much']}",
    ),
}
