"""ECLAIRE, the French national base (FHIR R4): a bundle or one ResearchStudy -> Trials."""

import json
from typing import Any

from trials.model import Contact, Site, Trial, TrialFault, cross_references
from trials.sources.fields import at, dates, listed, number, reads_as_french, records, text, text_at, texts

SOURCE = "eclaire"

# The study's own status, where recruitment (an extension) does not say more.
_STUDY_STATUS = {
    "completed": "COMPLETED",
    "administratively-completed": "TERMINATED",
    "withdrawn": "WITHDRAWN",
    "temporarily-closed-to-accrual": "SUSPENDED",
}
_RECRUITMENT = {"recruiting": "RECRUITING", "upcoming": "NOT_YET_RECRUITING", "completed-recruiting": "ACTIVE_NOT_RECRUITING"}
_PHASES = {
    "phase-I-II": ("PHASE1", "PHASE2"),
    "phase-II-III": ("PHASE2", "PHASE3"),
    "phase-III-IV": ("PHASE3", "PHASE4"),
    "phase-III": ("PHASE3",),
    "phase-II": ("PHASE2",),
    "phase-IV": ("PHASE4",),
    "phase-I": ("PHASE1",),
    "jarde-early": ("EARLY_PHASE1",),
}
_SEXES = {frozenset({"male"}): "MALE", frozenset({"female"}): "FEMALE", frozenset({"male", "female"}): "ALL"}

Resources = dict[str, dict[str, Any]]


def studies(bundle: dict[str, Any]) -> tuple[list[dict[str, Any]], Resources]:
    """The ResearchStudy entries of a bundle, and the resources `_include=*` mixes in, by "Group/…" or "Location/…"."""
    found: list[dict[str, Any]] = []
    others: Resources = {}
    for entry in records(bundle.get("entry")):
        resource = entry.get("resource")
        if not isinstance(resource, dict):
            continue
        if resource.get("resourceType") == "ResearchStudy":
            found.append(resource)
        else:
            others[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource
    return found, others


def parse(study: dict[str, Any], others: Resources | None = None) -> Trial:
    """The trial of one ResearchStudy; `others` holds the groups and places it refers to, where they came with it.

    Raises TrialFault without an identifier.
    """
    others = others or {}
    identifiers = records(study.get("identifier"))
    official = [text_at(each, "value") for each in identifiers if each.get("use") == "official"]
    own = text_at(study, "id") or next(filter(None, official), None)
    if own is None:
        raise TrialFault("étude sans identifiant : le champ ResearchStudy.id est vide ou absent.")
    xrefs, other_ids = cross_references(own, [text_at(each, "value") for each in identifiers if text_at(each, "value") != own])
    traits = [trait for group in _referred(study, "enrollment", others) for trait in records(group.get("characteristic"))]
    eligibility, criteria = listed(_criteria(traits))
    title = text_at(study, "title")
    countries = _countries(study)
    status = _status(study)
    ages = _ages(traits)
    conditions = [value for each in records(study.get("condition")) for value in (each.get("text"), *_displays(each))]
    return Trial(
        id=own,
        source=SOURCE,
        xrefs=xrefs,
        other_ids=other_ids,
        version=(text_at(study, "meta.lastUpdated") or "")[:10] or None,
        title=title,
        title_fr=title if title and reads_as_french(title) else None,
        acronym=_label(study, "acronym"),
        phases=_phases(study),
        study_type="INTERVENTIONAL",
        purpose=None,
        status=status,
        conditions=texts(conditions),
        keywords=texts([each.get("valueString") for each in _extensions(study, "eclaire-therapeutic-area")]),
        sponsor=_sponsor(study),
        age_min_years=ages[0],
        age_max_years=ages[1],
        age_from_bands=ages != (None, None),
        sex=_sex(traits),
        eligibility_text=eligibility,
        text_marks=("listed",) if criteria else (),
        criteria=criteria,
        summary=next(
            (text(each.get("valueString") or each.get("valueMarkdown")) for each in _extensions(study, "descriptionSummary")),
            None,
        ),
        sites=tuple(_site(place, countries, status) for place in _referred(study, "site", others)),
        declared_countries=tuple(sorted(set(countries.values()))),
        contacts=tuple(_contact(each, "eclaire-contact-name") for each in records(study.get("contact"))),
        dates=_dates(study),
        raw=json.dumps({"study": study, "others": _own_resources(study, others)}, separators=(",", ":")),
    )


def _extensions(resource: dict[str, Any], suffix: str) -> list[dict[str, Any]]:
    # The prefix comes as http:// and https://, and in two versions: only the end of the address is stable.
    return [each for each in records(resource.get("extension")) if str(each.get("url", "")).endswith(suffix)]


def _codes(concept: Any) -> list[str]:
    return [code for code in (text_at(each, "code") for each in records(at(concept, "coding"))) if code]


def _displays(concept: Any) -> list[str]:
    return [label for label in (text_at(each, "display") for each in records(at(concept, "coding"))) if label]


def _references(study: dict[str, Any], field: str) -> list[str]:
    return [reference for reference in (text_at(each, "reference") for each in records(study.get(field))) if reference]


def _referred(study: dict[str, Any], field: str, others: Resources) -> list[dict[str, Any]]:
    return [others[reference] for reference in _references(study, field) if reference in others]


def _own_resources(study: dict[str, Any], others: Resources) -> list[dict[str, Any]]:
    return [*_referred(study, "enrollment", others), *_referred(study, "site", others)]


def _status(study: dict[str, Any]) -> str | None:
    ended = _STUDY_STATUS.get(text_at(study, "status") or "")
    recruitment = [
        code for each in _extensions(study, "eclaire-recruitment-status") for code in _codes(each.get("valueCodeableConcept"))
    ]
    return ended or next((_RECRUITMENT[code] for code in recruitment if code in _RECRUITMENT), None)


def _phases(study: dict[str, Any]) -> tuple[str, ...]:
    for code in _codes(study.get("phase")):
        for prefix in sorted(_PHASES, key=len, reverse=True):
            if code == prefix or code.startswith(prefix + "-"):
                return _PHASES[prefix]
    return ()


def _label(study: dict[str, Any], kind: str) -> str | None:
    for extension in _extensions(study, "ResearchStudy.label"):
        parts = {text_at(each, "url"): each for each in records(extension.get("extension"))}
        if kind in _codes(at(parts.get("type"), "valueCodeableConcept")):
            return text_at(parts.get("value"), "valueString")
    return None


def _sponsor(study: dict[str, Any]) -> str | None:
    for extension in _extensions(study, "ResearchStudy.associatedParty"):
        parts = {text_at(each, "url"): each for each in records(extension.get("extension"))}
        if "lead-sponsor" in _codes(at(parts.get("role"), "valueCodeableConcept")):
            return text_at(parts.get("name"), "valueString")
    return None


def _trait_values(traits: list[dict[str, Any]], code: str) -> list[dict[str, Any]]:
    return [each for each in traits if code in _codes(each.get("code"))]


def _criteria(traits: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    found: list[tuple[str, str, str | None]] = []
    for trait in _trait_values(traits, "grp-other"):
        # Outcome measures come under the same code with another description, secondary ones "excluded": they are no criteria.
        if trait.get("description") != "eligibility-criteria" or not isinstance(trait.get("exclude"), bool):
            continue
        kind = "exclusion" if trait["exclude"] else "inclusion"
        given = _displays(trait.get("valueCodeableConcept"))
        found.extend((kind, words, words if reads_as_french(words) else None) for words in given)
    return found


def _ages(traits: list[dict[str, Any]]) -> tuple[float | None, float | None]:
    bands = [each["valueRange"] for each in _trait_values(traits, "grp-age") if isinstance(each.get("valueRange"), dict)]
    if not bands:
        return None, None
    highs = [number(at(band, "high.value")) for band in bands]
    low = min(number(at(band, "low.value")) or 0.0 for band in bands)
    known = [high for high in highs if high is not None]
    return low or None, max(known) if len(known) == len(bands) else None


def _sex(traits: list[dict[str, Any]]) -> str | None:
    codes = {code for each in _trait_values(traits, "grp-gender") for code in _codes(each.get("valueCodeableConcept"))}
    return _SEXES.get(frozenset(codes & {"male", "female"}))


def _countries(study: dict[str, Any]) -> dict[str, str]:
    """Names by code, {"BE": "Belgium", "FR": "France"}: the study's own list serves as the table."""
    codings = [each for country in records(study.get("location")) for each in records(country.get("coding"))]
    return {code: name for each in codings if (code := text_at(each, "code")) and (name := text_at(each, "display"))}


def _site(place: dict[str, Any], countries: dict[str, str], status: str | None) -> Site:
    country = text_at(place, "address.country")
    return Site(
        name=text_at(place, "name"),
        city=text_at(place, "address.city"),
        postcode=text_at(place, "address.postalCode"),
        country="France" if country == "FR" else countries.get(country or "") or country,
        status=status,
        contacts=tuple(each for each in (_contact(place, "eclaire-site-contact-name"),) if each != Contact()),
    )


def _contact(holder: dict[str, Any], name_extension: str) -> Contact:
    telecoms = records(holder.get("telecom"))
    person = next(
        (each.get("valueHumanName") for part in (holder, *telecoms) for each in _extensions(part, name_extension)), None
    )
    words = texts([*(at(person, "prefix") or []), *(at(person, "given") or []), at(person, "family")]) if person else ()
    kinds = [code for each in _extensions(holder, "eclaire-contact-type") for code in _codes(each.get("valueCodeableConcept"))]
    by_system = {text_at(each, "system"): text_at(each, "value") for each in reversed(telecoms)}
    return Contact(" ".join(words) or None, next(iter(kinds), None), by_system.get("phone"), by_system.get("email"))


def _dates(study: dict[str, Any]) -> dict[str, str]:
    period = next((each.get("valuePeriod") for each in _extensions(study, "eclaire-recruitment-period")), None)
    return dates(start=at(period, "start"), recruitment_end=at(period, "end"), last_update=at(study, "meta.lastUpdated"))
