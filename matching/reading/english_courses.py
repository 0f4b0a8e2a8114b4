"""Treatments, doses and changes as English tells them, with the French that each makes.

    "2 of 3 cycles"                   2 cures sur 3
    "until 02/2024"                   jusqu'en 02/2024
    "prednisone 5 mg daily"           prednisone 5 mg/j
    "fallen from 11.2 to 1.3 mg/dL"   : 1.3 mg/dL

The patterns are filled as those of english_order.py, which holds what is said of the tumour.
"""

from __future__ import annotations

import re

from matching.reading.english_figures import Again, Say
from matching.reading.english_words import table, vocabulary

_DAY = r"(?:\d{{1,2}}/\d{{1,2}}/(?:19|20)?\d\d|\d{{1,2}} {months}\.?,? (?:19|20)\d\d)"
_YEAR = r"(?:19|20)\d\d"
_CYCLES = "(?:cycles|courses|doses|infusions|treatments)"
_MASS = "mass|lesion|tumou?r|nodule|carcinoma|cancer|metastas[ie]s|glioblastoma|glioma|astrocytoma|meningioma|{tumours}"
_DRINK = "(?:beers?|wine|drinks?|alcoholic drinks?|whiske?y|vodka|spirits|rum|liquor|cider)"
_DRANK = re.compile(r"\b(?:used to drink|drank|drinking|never|no|denies)\b[^.;]*$", re.IGNORECASE)
_FULL_STRENGTH = "5"
_RATHER = r"(?:about |approximately |nearly |almost |roughly )?"


def _count(word: str) -> str:
    return word if word[0].isdigit() else table("numbers", word)


def _more_cycles(found: re.Match[str], again: Again) -> str:
    return f"{_count(found['count'])} cures de"


def _side(word: str) -> str:
    return "gauche" if word[0].lower() == "l" else "droit"


def _sided(found: re.Match[str], again: Again) -> str:
    """The side stands after the organ: "left renal mass" is "masse du rein gauche"."""
    return f"{again(found['what'])} {table('sided', found['organ'])} {_side(found['side'])}"


def _in_lobe(found: re.Match[str], again: Again) -> str:
    return f"{again(found['what'])} {table('lobes', found['lobe'])} {_side(found['side'])}"


def _drinks(found: re.Match[str], again: Again) -> str:
    formerly = _DRANK.search(found.string[max(0, found.start() - 30) : found.start()])
    return found.group() if formerly else "boit 1 verre de vin par jour"  # that one drinks, not how much: no amount is read


def _acronym(found: re.Match[str], again: Again) -> str:
    return str(vocabulary()["acronyms"].get(found.group().rstrip("."), found.group()))


MOVED: dict[str, tuple[str, Say]] = {
    "some_cycles": (
        rf"(?P<done>\d{{{{1,2}}}}) ?(?:of|out of|/) ?(?:the |an? )?(?P<meant>\d{{{{1,2}}}}) (?:planned |scheduled |intended )?{_CYCLES}\b",
        lambda found, again: f"{found['done']} cures sur {found['meant']}",
    ),
    "more_cycles": (
        rf"(?P<count>\d{{{{1,2}}}}|{{numbers}}) (?:further |more |additional |other ){_CYCLES} of",
        _more_cycles,
    ),
    "cycles_with_intent": (
        rf"(?P<count>\d{{{{1,2}}}}|{{numbers}}) {_CYCLES} of (?P<intent>neo-?adjuvant|adjuvant|preoperative|induction|palliative)",
        lambda found, again: f"{again(found['intent'])} {_count(found['count'])} cures de",
    ),
    "from_day": (rf"from(?= {_DAY} (?:to|until|through|and|-) )", lambda found, again: "du"),
    "from_month": (r"from(?= \d{{1,2}}/(?:19|20)\d\d (?:to|until|through|-) )", lambda found, again: "de"),
    "to_month": (r"to(?= \d{{1,2}}/(?:19|20)\d\d)", lambda found, again: "a"),
    "prostatectomy": (r"rp(?= \(?(?:in )?(?:\d{{1,2}}/)?(?:19|20)\d\d)", lambda found, again: "prostatectomie radicale"),
    "off_steroids": (
        r"(?:(?:on|with|by) )?(?:(?:oral |high-dose )?(?:prednisone|prednisolone|methylprednisolone|dexamethasone|decadron|steroids)),? "
        r"(?:(?:which|that|since|now|then|was|were|is|are|has|have|been) )*(?:tapered off|weaned off|tapered and stopped|stopped|"
        r"discontinued)\b",
        lambda found, again: "sans corticoides",
    ),
    "fractions": (r"in(?= \d{{1,2}} ?(?:fractions|fx)\b)", lambda found, again: "en"),
    "first_to_come": (
        r"(?P<none>{untreated})(?P<then>[.;,]) (?:1l|first[ -]line|front-?line|initial)(?: therapy| treatment)?:",
        lambda found, again: f"{again(found['none'])}{found['then']} Proposition : premiere ligne par",
    ),
    "to_day": (
        rf"(?:to|until|through|till)(?= {_DAY})",
        lambda found, again: "au" if found.group().lower() == "to" else "jusqu'au",
    ),
    "year_to_year": (
        rf"(?<![/\d])(?P<first>{_YEAR}) ?- ?(?P<last>{_YEAR})(?![/\d])",
        lambda found, again: f"de {found['first']} a {found['last']}",
    ),
    "daily": (
        r"(?P<dose>\d{{1,3}}(?:\.\d+)? ?mg)(?: (?:po|by mouth|orally|p\.o\.))?(?: once)? ?(?:daily|a day|per day|every day|qd|/ ?day|/ ?d)",
        lambda found, again: f"{found['dose']}/j",
    ),
    "complete_response": (
        r"(?P<link>->|=>|response:|with(?: a)?|achieved(?: a)?) cr(?! ?(?:of |is |was |:|=)? ?\d)",
        lambda found, again: f"{again(found['link'])} reponse complete",
    ),
    "reduced": (  # of a regimen told before: no other course
        r"[a-z0-9-]{{3,}}(?:platin|taxel|tecan|bine|icin|nib|mab|ide|uracil|ecan) (?:dose )?(?:was |is )?(?:dose[- ])?reduced"
        r"(?= (?:from|at|after|by|to|for|because|due|with|in|on))",
        lambda found, again: "dose reduite",
    ),
    "concurrent": (
        r"(?:concurrent|concomitant) (?P<what>(?!chemo|radi)[a-z-]{{5,}}?(?:ide|in|ine|mab|nib|platin|taxel|bine|fluorouracil))\b",
        lambda found, again: f"{found['what']} concomitant",
    ),
    "offered_in_vain": (
        r"(?:(?:was|is|were|has been) )?offered(?:;|,|\.)? (?:but |and )?(?:he|she|the patient|pt)? ?"
        r"(?=(?:declines|declined|refuses|refused|does not want)\b)",
        lambda found, again: "refuse ;",
    ),
    "refused_first": (  # what comes after is taken
        r"(?:declined|refused|did not want)(?P<what> [^.;,\n]{{3,50}}?),? and(?: then| instead)?"
        r"(?= (?:took|received|was given|was started on|started|underwent|had|has taken)\b)",
        lambda found, again: f"refuse{again(found['what'])} mais",
    ),
    "control": (
        r"(?:surveillance|follow-up|followup|restaging|routine) (?P<exam>(?:chest |brain |abdominal )?"
        r"(?:ct(?: scan)?|mri|pet/ct|pet scan|scan|imaging|colonoscopy|endoscopy|cystoscopy|mammogram|ultrasound))s?",
        lambda found, again: f"{again(found['exam'])} de controle",
    ),
    "changed": (
        r"(?:(?:has|have|had|is|was) )?(?:fallen|decreased|improved|dropped|fell|risen|increased|rose|gone (?:up|down)|went (?:up|down)|"
        r"up|down|declined)(?: (?:up|down))? from \d[\d.,]*(?: ?(?:mg/dl|g/dl|k/ul|u/ml|ng/ml|%))? to(?= ?\d)",
        lambda found, again: ":",
    ),
    "strength": (
        r"(?P<what>weakness|strength|power|motor|paresis|hemiparesis)(?: (?:of|is|was|at))?:? ?\(?(?P<grade>[0-5])[+-]?/5\)?(?!\d)",
        lambda found, again: "force normale" if found["grade"] == _FULL_STRENGTH else "deficit moteur",
    ),
    "lost": (
        rf"lost {_RATHER}(?P<much>\d{{{{1,2}}}}(?:\.\d)? ?%)",
        lambda found, again: f"perte de poids de {found['much']}",
    ),
    "lost_pounds": (
        rf"lost {_RATHER}\d{{{{1,3}}}} ?(?:lbs?|pounds)\b"
        r"(?:,? ?\(?(?:that is|i\.e\.,?|or|which is|=|about|approximately)? ?(?P<much>\d{{1,2}}(?:\.\d)? ?%)\)?)?",
        lambda found, again: f"perte de poids de {found['much']}" if found["much"] else "amaigrissement",
    ),
    "down_by": (
        r"(?:(?<=kg, )|(?<=kg \())down (?:by )?(?P<much>\d{{1,2}}(?:\.\d)? ?%)",
        lambda found, again: f"perte de poids de {found['much']}",
    ),
    "drinks": (
        r"(?:\d{{1,2}}(?:-\d{{1,2}})?|{numbers}) (?:(?:glass(?:es)?|cans?|bottles?|pints?|shots?|units?) of )?"
        rf"{_DRINK} ?(?:(?:a|per|/|each|every) ?(?:day|d|night|evening|weekend|week|wk|month|mo)|"
        r"daily|weekly|nightly|with (?:dinner|meals|lunch))\b(?!,? (?:until|till|in the past|before|previously|formerly))",
        _drinks,
    ),
    "sided": (
        r"(?P<side>left|right|l|r) (?P<organ>renal|kidney|ovarian|testicular) (?P<what>mass|tumou?r|lesion|nodule|carcinoma|cancer)s?",
        _sided,
    ),
    "in_lobe": (rf"(?P<side>left|right) (?P<lobe>frontal|temporal|parietal|occipital|cerebellar) (?P<what>{_MASS})", _in_lobe),
    "short_creatinine": (
        r"s?cr(?: (?:is|was|of))?:? ?(?P<value>\d{{1,2}}\.\d+)(?![\d.]*\d)(?! ?(?:mg|g/|g\b|[uµ]?mol|mmol|x|times|%|ml|[\d-]))",
        lambda found, again: f"creatinine {found['value']} mg/dL",
    ),
    "acronym": (
        r"(?:pad|pe(?= (?:in |on )?(?:\d{{1,2}}/)?(?:19|20)\d\d)|pe(?= (?:in )?{months}\.? (?:19|20)\d\d)|(?<!\d )(?<!\d)ms\.?(?= [a-z]))",
        _acronym,
    ),
}
