"""Treatments received: "prior anti-PD-1", "no prior chemotherapy within 4 weeks", "at least one prior line", "treatment-naive"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from matching.drugs import drug_classes, drugs, protocols
from trials.formalise import lexicon
from trials.formalise.piece import Json, Piece, Setting

_SYSTEMIC = ["chemotherapy", "immunotherapy", "targeted_therapy", "endocrine_therapy"]
_MODALITY_CLASSES = {"chemotherapy": "chemotherapy", "immunotherapy": "immunotherapy", "endocrine_therapy": "endocrine_therapy", "targeted_therapy": "targeted_therapy"}
_MODALITIES = (
    (r"(?:radiation(?: therapy| treatment)?|radio-?therapy|irradiation|external beam radiotherapy|radiotherapie|rt(?= within))", ["radiotherapy"]),
    (r"(?:systemic (?:anti-?cancer )?(?:therapy|therapies|treatments?)|systemic chemotherapy|traitements? systemiques?|(?:anti-?cancer|antineoplastic) (?:therapy|therapies|treatments?))", _SYSTEMIC),
    (r"(?:(?:major|significant) )?(?:surgery|surgical (?:procedures?|resection|intervention)|chirurgie(?: majeure)?|operation)", ["surgery"]),
    (r"(?:chemo-?radiation|chemo-?radiotherapy|radio-?chemotherapy|radiochimiotherapie)", ["chemotherapy", "radiotherapy"]),
    (r"(?:hormonal therapy|hormone therapy|hormonotherapie|endocrine treatment)", ["endocrine_therapy"]),
    (r"(?:(?:autologous |allogeneic |hematopoietic |prior |bone marrow |peripheral blood )*stem cell transplant(?:ation)?s?(?: \(?[a-z-]*sct\)?)?|bone marrow transplant(?:ation)?)", ["transplant"]),
)  # fmt: skip
_WINDOW = re.compile(
    r"(?:(?:with)?in|less than|<|<=|for|during|dans)(?: the| les| a period of)?(?: last| past| previous| preceding| prior| <=| <| \d+ dernier\w*|les)* (?P<number>\d+|two|three|four|six|twelve|one|eight)[ -](?P<unit>days?|weeks?|months?|years?|jours?|semaines?|mois|ans)(?! (?:after|following|since|of (?:the )?(?:last|completion|end|adjuvant|diagnos|complet)|apres|suivant))"
    r"(?:,? (?:\([^)]*\) )?(?:prior to|before|of|preceding|previous to|from|precedant|avant|prior|of starting|prior the)(?: to)?(?: the| la| le| l'| their| a| any)?(?: ?(?:start|first|initial|study|protocol|treatment|therapy|drug|dose|randomi[sz]ation|enrol\w+|registration|entry|screening|inclusion|trial|day 1|cycle 1|c1d1|initiation|administration|commencement|beginning|investigational|product|medication|of|entering|starting|in|into|on|the|day|1|planned|receiving|agent|visit|baseline|participation|study-?|infusion|starting|consent)(?![a-z]))*)?"
)
_SINCE = re.compile(
    r"(?:>=|>) ?(?P<number>\d+|two|three|four|six|eight|twelve) (?P<unit>days?|weeks?|months?|years?)(?: \([^)]{1,40}\))? (?:must have (?:elapsed|passed) |have elapsed |elapsed |should have elapsed )?(?:since|from|after|between)(?: the)?(?: (?:prior|last|previous|completion of|any|dose of|most recent|end of|other|all|treatment with|administration of|and|or|the))*"
)
_JOINED = re.compile(r"(?:[ ,/()]|and/or|and|or|prior|other|any|previous|last|systemic|cytotoxic)*")
_NUMBERS = {"une seule": 1, "une": 1, "deux": 2, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "twelve": 12}
_UNITS = {"day": "days", "jour": "days", "week": "weeks", "semaine": "weeks", "month": "months", "mois": "months", "year": "years", "an": "years"}
_COUNT = r"(?P<sign>>=|<=|>|<|exactly)? ?(?:or )?(?P<low>\d+|one|two|three|four|une seule|une|deux|no|zero)(?: ?(?P<link>-|to|or|a) ?(?P<high>\d+|two|three))?(?P<more> or more)?"
_LINES = re.compile(
    rf"(?:{_COUNT}) (?:different )?(?:prior|previous|anterieures?)? ?(?P<what>systemic |chemotherapy |cytotoxic |anti-?cancer |treatment |therapeutic )?(?:therapy |treatment )?(?P<unit>lines?|regimens?|lignes?)(?: \(?s\)?)?(?: anterieures?)?"
    r"(?: of| de)?(?: prior| previous)?(?P<of> (?:systemic |cytotoxic |standard )?(?:chemotherapy|therapy|therapies|treatment|traitement|chimiotherapie|regimens?|anti-?cancer therapy)(?: systemique)?)?"
    r"(?P<for> (?:for|in|en)(?: the)?(?: treatment of)? (?:metastatic|advanced|recurrent|locally advanced)?[a-z/ ,-]{0,40}?(?:disease|setting|cancer|metastatique|situation metastatique))?"
)
_NO_METASTATIC = re.compile(
    r"(?P<no>no|without|absence de|not received|never received|have not received(?: any)?|has not received(?: any)?|aucune?|pas de|must not have received)(?: any)? (?:prior |previous )*(?P<what>systemic (?:anti-?cancer )?(?:therapy|treatment|therapies)|therapy|treatment|traitement systemique|traitement|systemic chemotherapy|first-line (?:systemic )?(?:therapy|treatment)|line of (?:therapy|treatment)|(?P<chemo>chemotherapy|chimiotherapie))(?: anterieure?| systemique)* (?:for|in|de|en|pour)(?: the| la)?(?: treatment of)?(?: their)? ?(?:unresectable |recurrent |locally advanced |advanced |recurrent/|locally |inoperable |or |and |/|and/or )*(?:metastatic|advanced|maladie metastatique|metastatique|situation metastatique)(?: or (?:recurrent|unresectable|metastatic))*(?: (?:disease|setting|maladie|phase|stage))?"
)
_NAIVE = re.compile(
    r"(?:treatment[- ]na[i]ve|previously untreated|untreated|therapy[- ]naive|systemic treatment[- ]naive|non pretraitee?s?|no prior (?:anti-?cancer |systemic )?(?:therapy|treatment)(?! (?:with|for|within|in|of|directed|regimen|line|that|by|to))|naifs? de (?:tout )?traitement)"
)
_CHEMO_NAIVE = re.compile(r"(?:chemotherapy|chemo)[- ]naive|naifs? de chimiotherapie")
_BANNED = re.compile(
    r"allerg|hypersensitiv|intoleran|contra-?indicat|concurrent|concomitant|planned|plan to|candidate|eligible for|toxicit|recover|reaction|sensitivity|ongoing|continu|currently|requir|need for|must be|suitable|appropriate|indicat|known to|inhibitors? of cyp|during|stable dose|able to|side effects?|neuropathy|adverse|resolution|induced|scheduled|prevu|in combination|available|progression-free|metaboli|hypersensibilit|deficien|who will|will receive|able|biopsy|refus|discontinu"
)
_FAILED = re.compile(r"(?:progress(?:ed|ion|ive disease|ing)?|failed|failure|refractory|resistan(?:t|ce)|relapsed?)(?: \w+){0,4}? (?:on|after|during|following|despite|of|to|with)(?![a-z])|refractory|progression (?:sous|apres)")
_SETTING = re.compile(r"(?P<palliative>(?:for|in|en|pour)(?: the| la)?(?: treatment of)?(?: their)? (?:recurrent |locally advanced |advanced |unresectable |recurrent/|or |and |/|and/or )*(?:metastatic|metastatique|situation metastatique|maladie metastatique)(?: (?:disease|setting|maladie|phase|stage))?)|(?:in the |as |en (?:situation )?)?(?P<setting>(?:neo-?adjuvant|adjuvant|adjuvante|neoadjuvante)(?: (?:or|and|and/or|/|ou) ?(?:neo-?adjuvant|adjuvant|adjuvante|neoadjuvante))?)(?: setting| situation| therapy| treatment)?")
_PRIOR = re.compile(
    r"(?:prior|previous(?:ly)?|received|treated with|treatment with|have had|has had|history of|exposure to|exposed to|pretreated|receipt of|anteceden?ts? de|anterieure?s?|prealables?|ayant recu|deja recu|recu|traitee?s? par|no|undergone|undergo|within|use of|dans les|depuis moins de)(?![a-z])"
)


def pieces(text: str, setting: Setting) -> Iterator[Piece]:
    """Treatments asked for or refused, with their window and setting."""
    yield from _special(text, setting)
    if since := _since(text):
        yield since
        return
    if re.search(r"\bsince\b|washout|hours", text):
        return
    if not _PRIOR.search(text) and not _FAILED.search(text):
        return
    if _BANNED.search(text):
        return
    window = _window(text)
    if window is not None:
        yield Piece(window[0], window[1], "window", {}, rank=1)
    adjuvant = _SETTING.search(text)
    extra: Json = {"within": window[2]} if window else {}
    if adjuvant:
        named = {"palliative"} if adjuvant["palliative"] else {"neoadjuvant" if "neo" in word else "adjuvant" for word in re.split(r"or|and|/|ou", adjuvant["setting"]) if "adjuvant" in word}
        extra["setting"] = sorted(named) if len(named) > 1 else next(iter(named))
        yield Piece(adjuvant.start(), adjuvant.end(), "setting", {}, rank=0)
    failed = _FAILED.search(text)
    bound = "necessary" if failed else "whole"
    if failed:
        yield Piece(failed.start(), failed.end(), "failed", {}, rank=-1)
    for start, end, event in _whole_names(text):
        yield Piece(start, end, "treatment", {"history.treatments": {"any": {**event, **extra}}}, bound)


def _since(text: str) -> Piece | None:
    """ "At least 4 weeks since prior chemotherapy or radiotherapy": none of them is that near."""
    found = _SINCE.search(text)
    if not found:
        return None
    events, end = [], found.end()
    for start, stop, event in _whole_names(text):
        if start < end:
            continue
        if not _JOINED.fullmatch(text, end, start):
            break
        events.append(event)
        end = stop
    if not events:
        return None
    within = f"{_NUMBERS.get(found['number']) or int(found['number'])} {_unit(found['unit'])}"
    atoms = [{"history.treatments": {"any": {**event, "within": within}}} for event in events]
    return Piece(found.start(), end, "since", {"not": atoms[0] if len(atoms) == 1 else {"any": atoms}}, rank=4)


def _unit(word: str) -> str:
    return next(name for stem, name in _UNITS.items() if word.startswith(stem))


def _whole_names(text: str) -> list[tuple[int, int, Json]]:
    """What `_named` finds, in order, "platinum-based chemotherapy" being one treatment and not two."""
    found: list[tuple[int, int, Json]] = []
    for start, end, event in sorted(_named(text), key=lambda one: (one[0], -one[1])):
        if found and "modality" in event and "modality" not in found[-1][2] and not text[found[-1][1] : start].strip(" -"):
            found[-1] = (found[-1][0], end, found[-1][2])
        else:
            found.append((start, end, event))
    return found


def _named(text: str) -> Iterator[tuple[int, int, Json]]:
    for named in lexicon.find(text):
        if named.family == "drug" and drugs()[named.id].modality:
            yield named.start, named.end, {"agent": named.id}
        elif named.family == "protocol":
            agents = list(protocols()[named.id].agents)
            if len(agents) == 1:
                yield named.start, named.end, {"agent": agents[0]}
        elif named.family == "class":
            modality = _MODALITY_CLASSES.get(named.id)
            if modality or drug_classes()[named.id].modality:
                yield named.start, named.end, {"modality": modality} if modality else {"class": named.id}
    for pattern, modalities in _modalities():
        for found in pattern.finditer(text):
            yield found.start(), found.end(), {"modality": modalities if len(modalities) > 1 else modalities[0]}


@cache
def _modalities() -> tuple[tuple[re.Pattern[str], list[str]], ...]:
    return tuple((re.compile(rf"(?<![a-z]){pattern}(?![a-z])"), modalities) for pattern, modalities in _MODALITIES)


def _window(text: str) -> tuple[int, int, str] | None:
    """The only window of the sentence; None where there is none, or several."""
    found = list(_WINDOW.finditer(text))
    if len(found) != 1:
        return None
    one = found[0]
    count = _NUMBERS.get(one["number"]) or int(one["number"])
    return one.start(), one.end(), f"{count} {_unit(one['unit'])}"


def _special(text: str, setting: Setting) -> Iterator[Piece]:
    """Lines of treatment, and patients never treated."""
    key = "history.systemic_lines" if setting.haematology else "history.metastatic_lines"
    for found in _NO_METASTATIC.finditer(text):
        if found["chemo"]:
            condition: Json = {"not": {"history.treatments": {"any": {"modality": "chemotherapy", "setting": "palliative"}}}}
        else:
            condition = {"history.metastatic_lines": 0}
        yield Piece(found.start(), found.end(), "lines", condition, rank=3)
    for found in _LINES.finditer(text):
        value = _count(found)
        if value is None or _BANNED.search(text[: found.start()][-20:]):
            continue
        if not (found["for"] or found["of"] or found["what"] or "prior" in found.group() or "previous" in found.group() or "anterieur" in found.group()):
            continue
        chemo = "chemo" in (found["of"] or "") + (found["what"] or "") or "chimio" in (found["of"] or "")
        if chemo and not found["for"]:
            condition = {"history.treatments": {"count": {"is": value, "modality": "chemotherapy"}}}
        elif found["unit"].startswith("regimen") and not setting.haematology and not found["for"]:
            continue
        else:
            condition = {key: value}
        yield Piece(found.start(), found.end(), "lines", condition, rank=2)
    for found in _CHEMO_NAIVE.finditer(text):
        yield Piece(found.start(), found.end(), "lines", {"not": {"history.treatments": {"any": {"modality": "chemotherapy"}}}}, rank=3)
    for found in _NAIVE.finditer(text):
        if not re.match(r" ?(?:brain|cns|central|metasta)", text[found.end() :]):
            never: Json = {"not": {"history.treatments": {"any": {"modality": _SYSTEMIC}}}}
            yield Piece(found.start(), found.end(), "lines", never, rank=2)


def _count(found: re.Match[str]) -> str | int | None:
    def whole(word: str) -> int:
        return _NUMBERS.get(word, 0) if not word.isdigit() else int(word)

    low = whole(found["low"])
    if found["high"]:
        return f"{low}..{whole(found['high'])}" if not found["sign"] and whole(found["high"]) > low else None
    if found["more"]:
        return f">= {low}"
    if found["sign"] in (">=", "<=", ">", "<"):
        return f"{found['sign']} {low}"
    return low


