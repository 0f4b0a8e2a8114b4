"""CTIS, the European portal: one `/retrieve` record -> Trial."""

import json
from typing import Any

from trials.model import Contact, Intervention, Site, Trial, TrialFault, cross_references
from trials.sources.fields import at, dates, listed, records, text, text_at, texts

SOURCE = "ctis"

# Status of the trial, and of each country: 3 and 4 recruit, 5 has ended recruiting but goes on.
_STATUS: dict[Any, str] = (
    {1: "NOT_YET_RECRUITING", 2: "NOT_YET_RECRUITING", 3: "RECRUITING", 4: "RECRUITING", 5: "ACTIVE_NOT_RECRUITING"}
    | {6: "SUSPENDED", 7: "SUSPENDED", 8: "COMPLETED", 10: "TERMINATED"}
    | dict.fromkeys((9, 11, 12, 13, 14, 15), "WITHDRAWN")
)
_PHASES = (
    dict.fromkeys(("1", "2", "3"), ("PHASE1",))
    | {"4": ("PHASE2",), "5": ("PHASE3",), "6": ("PHASE4",), "10": ("PHASE2", "PHASE3"), "11": ("PHASE3", "PHASE4")}
    | dict.fromkeys(("7", "8", "9"), ("PHASE1", "PHASE2"))
)
# The portal's age groups, as (from, up to and including) in years.
_AGE_BANDS = {"2": (0.0, 17.0), "3": (18.0, 64.0), "4": (65.0, None)}


def parse(record: dict[str, Any]) -> Trial:
    """The trial of one record. Age bounds are those of the portal's age groups. Raises TrialFault without an identifier."""
    own = text_at(record, "ctNumber")
    if own is None:
        raise TrialFault("essai sans identifiant : le champ ctNumber est vide ou absent.")
    part_one = at(record, "authorizedApplication.authorizedPartI")
    identity = at(part_one, "trialDetails.clinicalTrialIdentifiers")
    information = at(part_one, "trialDetails.trialInformation")
    xrefs, other_ids = cross_references(own, _numbers(record, identity))
    conditions = records(at(information, "medicalCondition.partIMedicalConditions"))
    meddra = records(at(information, "medicalCondition.meddraConditionTerms"))
    eligibility, criteria = listed(_criteria(at(information, "eligibilityCriteria")))
    ages = _ages(at(information, "populationOfTrialSubjects"))
    sponsor = next(iter(records(at(part_one, "sponsors"))), {})
    return Trial(
        id=own,
        source=SOURCE,
        xrefs=xrefs,
        other_ids=other_ids,
        version=_dates(record, information).get("last_update"),
        title=text_at(identity, "publicTitle") or text_at(identity, "fullTitle"),
        official_title=text_at(identity, "fullTitle"),
        title_fr=_in_french(at(identity, "publicTitleTranslations")) or _in_french(at(identity, "fullTitleTranslations")),
        acronym=text_at(identity, "shortTitle"),
        phases=_PHASES.get(text_at(information, "trialCategory.trialPhase") or "", ()),
        study_type="INTERVENTIONAL",
        status=status_of(at(record, "ctPublicStatusCode") or at(record, "ctStatus")),
        conditions=texts(
            [text_at(each, "medicalCondition") for each in conditions] + [text_at(each, "termName") for each in meddra]
        ),
        keywords=texts([text_at(each, "name") for each in records(at(part_one, "therapeuticAreas"))]),
        interventions=_interventions(part_one),
        sponsor=text_at(sponsor, "organisation.name"),
        age_min_years=ages[0],
        age_max_years=ages[1],
        age_from_bands=ages != (None, None),
        sex=_sex(at(information, "populationOfTrialSubjects")),
        eligibility_text=eligibility,
        text_marks=("listed",) if criteria else (),
        criteria=criteria,
        summary=text_at(information, "trialObjective.mainObjective"),
        sites=_sites(record),
        declared_countries=texts([text_at(each, "mscName") for each in _member_states(record)]),
        contacts=tuple(
            Contact(
                text_at(each, "functionalName"),
                text_at(each, "type"),
                text_at(each, "telephone"),
                text_at(each, "functionalEmailAddress"),
            )
            for kind in ("publicContacts", "scientificContacts")
            for each in records(sponsor.get(kind))
        ),
        dates=_dates(record, information),
        raw=json.dumps(record, separators=(",", ":")),
    )


def status_of(code: Any) -> str | None:
    """`status_of(4)` -> "RECRUITING"; None for a code that is not known."""
    return _STATUS.get(code)


def _numbers(record: dict[str, Any], identity: Any) -> list[str | None]:
    secondary = at(identity, "secondaryIdentifyingNumbers")
    named = [text_at(each, "number") for each in (secondary.values() if isinstance(secondary, dict) else ())]
    others = [text_at(each, "number") for each in records(at(secondary, "additionalRegistries"))]
    return [*named, *others, text_at(record, "authorizedApplication.eudraCt.eudraCtCode")]


def _in_french(translations: Any) -> str | None:
    found = [each for each in records(translations) if each.get("languageDescription") == "French"]
    return next((words for words in (text_at(each, "attributeTranslation") for each in found) if words), None)


def _criteria(eligibility: Any) -> list[tuple[str, str, str | None]]:
    found = []
    for kind, name in (("inclusion", "principalInclusionCriteria"), ("exclusion", "principalExclusionCriteria")):
        for each in records(at(eligibility, name)):
            words = text_at(each, name)
            if words:
                found.append((kind, words, _in_french(each.get(f"{name}Translations"))))
    return found


def _interventions(part_one: Any) -> tuple[Intervention, ...]:
    found: dict[str, Intervention] = {}
    for product in records(at(part_one, "products")):
        substance = text(product.get("jsonActiveSubstanceNames")) or text_at(product, "productDictionaryInfo.activeSubstanceName")
        brand = text(product.get("productName"))
        name = substance or brand
        if name:
            brands = found[name].other_names if name in found else ()
            found[name] = Intervention("DRUG", name, texts([*brands, brand if substance else None]))
    return tuple(found.values())


def _ages(population: Any) -> tuple[float | None, float | None]:
    codes = [text_at(each, "ageRangeCategoryCode") for each in records(at(population, "ageRanges"))]
    bands = [_AGE_BANDS.get(code or "") for code in codes]
    known = [band for band in bands if band]
    if not known or len(known) < len(bands):
        return None, None
    highs = [high for _, high in known if high is not None]
    return min(low for low, _ in known) or None, max(highs) if len(highs) == len(known) else None


def _sex(population: Any) -> str | None:
    women, men = at(population, "isFemaleSubjects") is True, at(population, "isMaleSubjects") is True
    if women and men:
        return "ALL"
    return "FEMALE" if women else "MALE" if men else None


def _member_states(record: dict[str, Any]) -> list[dict[str, Any]]:
    return records(at(record, "authorizedApplication.memberStatesConcerned"))


def _sites(record: dict[str, Any]) -> tuple[Site, ...]:
    status = {text_at(each, "mscName"): _STATUS.get(each.get("mscPublicStatusCode")) for each in _member_states(record)}
    found = []
    for part in records(at(record, "authorizedApplication.authorizedPartsII")):
        country = text_at(part, "mscInfo.mscName")
        for site in records(part.get("trialSites")):
            person = texts([at(site, "personInfo.firstName"), at(site, "personInfo.lastName")])
            phone, email = text_at(site, "personInfo.telephone"), text_at(site, "personInfo.email")
            place = at(site, "organisationAddressInfo")
            found.append(
                Site(
                    name=text_at(place, "organisation.name"),
                    city=text_at(place, "address.city"),
                    postcode=text_at(place, "address.postcode"),
                    country=text_at(place, "address.countryName") or country,
                    status=status.get(country),
                    contacts=(Contact(" ".join(person), None, phone, email),) if person else (),
                )
            )
    return tuple(found)


def _dates(record: dict[str, Any], information: Any) -> dict[str, str]:
    return dates(
        start=record.get("startDateEU"),
        completion=at(information, "trialDuration.estimatedEndDate"),
        last_update=record.get("lastUpdated") or record.get("publishDate"),
    )
