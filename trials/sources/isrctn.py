"""ISRCTN: one record of the registry's JSON -> Trial."""

import json
import re
from typing import Any

from trials.model import Intervention, Site, Trial, TrialFault, cross_references
from trials.sources.fields import at, dates, records, text_at, text_marks, texts

SOURCE = "isrctn"

_SEXES = {"all": "ALL", "both": "ALL", "female": "FEMALE", "male": "MALE"}
_PHASES = {"I": "PHASE1", "II": "PHASE2", "III": "PHASE3", "IV": "PHASE4"}


def parse(record: dict[str, Any]) -> Trial:
    """The trial of one record; the registry gives no status, it stays unknown. Raises TrialFault without an identifier."""
    digits = text_at(record, "isrctn")
    if digits is None:
        raise TrialFault("essai sans identifiant : le champ isrctn est vide ou absent.")
    own = f"ISRCTN{digits.upper().removeprefix('ISRCTN')}"
    references = at(record, "externalRefs")
    numbers = [
        text_at(references, name) for name in ("clinicalTrialsGovNumber", "eudraCTNumber", "ctisNumber", "protocolSerialNumber")
    ]
    xrefs, other_ids = cross_references(own, [*numbers, *texts(at(references, "secondaryNumbers.secondaryNumber"))])
    treatment = next(iter(records(at(record, "interventions.intervention"))), {})
    blocks = [("Inclusion", text_at(record, "participants.inclusion")), ("Exclusion", text_at(record, "participants.exclusion"))]
    eligibility = "\n\n".join(f"{heading} Criteria:\n\n{words}" for heading, words in blocks if words)
    return Trial(
        id=own,
        source=SOURCE,
        xrefs=xrefs,
        other_ids=other_ids,
        title=text_at(record, "trialDescription.title"),
        official_title=text_at(record, "trialDescription.scientificTitle"),
        acronym=text_at(record, "trialDescription.acronym"),
        phases=_phases(text_at(treatment, "phase") or ""),
        study_type=(text_at(record, "trialDesign.primaryStudyDesign") or "").upper() or None,
        purpose=(text_at(record, "trialDesign.trialTypes.trialType") or "").upper() or None,
        conditions=texts([text_at(each, "description") for each in records(at(record, "conditions.condition"))]),
        interventions=tuple(
            Intervention((text_at(treatment, "interventionType") or "").upper() or None, name)
            for name in texts((text_at(treatment, "drugNames") or "").split(", "))
        ),
        sex=_SEXES.get((text_at(record, "participants.gender") or "").lower()),
        eligibility_text=eligibility,
        text_marks=text_marks(eligibility),
        summary=text_at(record, "trialDescription.plainEnglishSummary"),
        sites=tuple(
            Site(text_at(each, "name"), text_at(each, "city"), text_at(each, "zip"), text_at(each, "country"))
            for each in records(at(record, "participants.trialCentres.trialCentre"))
        ),
        dates=dates(
            start=at(record, "participants.recruitmentStart"),
            recruitment_end=at(record, "participants.recruitmentEnd"),
            completion=at(record, "trialDesign.overallEndDate"),
        ),
        raw=json.dumps(record, separators=(",", ":")),
    )


def _phases(words: str) -> tuple[str, ...]:
    return tuple(_PHASES[numeral] for numeral in re.findall(r"\b(IV|I{1,3})\b", words))
