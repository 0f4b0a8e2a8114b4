"""ClinicalTrials.gov, version 2 of its interface: one study (JSON) -> Trial."""

import json
from typing import Any

from trials.model import Contact, Intervention, Site, Trial, TrialFault, cross_references
from trials.sources.fields import age_years, at, dates, number, records, text, text_at, text_marks, texts

SOURCE = "ctgov"
# The trials shipped with the program have the same shape, and say so by `"fictional": true`.
FICTIONAL = "fictional"


def parse(study: dict[str, Any]) -> Trial:
    """The trial of one study object, `{"protocolSection": {…}, "derivedSection": {…}}`.

    A module left out by the request (no eligibility, no sites) leaves its fields empty. Raises TrialFault without an identifier.
    """
    protocol = at(study, "protocolSection")
    identity = at(protocol, "identificationModule")
    own = text_at(identity, "nctId")
    if own is None:
        raise TrialFault("étude sans identifiant : le champ protocolSection.identificationModule.nctId est vide ou absent.")
    own = own.upper()
    secondary = [text_at(each, "id") for each in records(at(identity, "secondaryIdInfos"))]
    xrefs, other_ids = cross_references(own, [*secondary, text_at(identity, "orgStudyIdInfo.id")])
    eligibility = text_at(protocol, "eligibilityModule.eligibilityCriteria") or ""
    fictional = study.get("fictional") is True
    healthy = at(protocol, "eligibilityModule.healthyVolunteers")
    return Trial(
        id=own,
        source=FICTIONAL if fictional else SOURCE,
        xrefs=xrefs + texts(at(identity, "nctIdAliases")),
        other_ids=other_ids,
        version=text_at(protocol, "statusModule.lastUpdatePostDateStruct.date"),
        title=text_at(identity, "briefTitle") or text_at(identity, "officialTitle"),
        official_title=text_at(identity, "officialTitle"),
        title_fr=text(study.get("titleFr")),
        acronym=text_at(identity, "acronym"),
        phases=texts(at(protocol, "designModule.phases")),
        study_type=text_at(protocol, "designModule.studyType"),
        purpose=text_at(protocol, "designModule.designInfo.primaryPurpose"),
        status=text_at(protocol, "statusModule.overallStatus"),
        conditions=texts(at(protocol, "conditionsModule.conditions")),
        keywords=texts(at(protocol, "conditionsModule.keywords")),
        mesh=_mesh_terms(study),
        interventions=_interventions(protocol),
        sponsor=text_at(protocol, "sponsorCollaboratorsModule.leadSponsor.name"),
        age_min_years=age_years(at(protocol, "eligibilityModule.minimumAge")),
        age_max_years=age_years(at(protocol, "eligibilityModule.maximumAge")),
        sex=text_at(protocol, "eligibilityModule.sex"),
        healthy_volunteers=healthy if isinstance(healthy, bool) else None,
        eligibility_text=eligibility,
        text_marks=text_marks(eligibility),
        summary=text_at(protocol, "descriptionModule.briefSummary"),
        sites=tuple(_site(each) for each in records(at(protocol, "contactsLocationsModule.locations"))),
        contacts=_contacts(at(protocol, "contactsLocationsModule.centralContacts")),
        dates=_dates(protocol),
        fictional=fictional,
        raw=json.dumps(study, separators=(",", ":")),
    )


def _mesh_terms(study: dict[str, Any]) -> tuple[str, ...]:
    modules = ("conditionBrowseModule", "interventionBrowseModule")
    meshes = [each for module in modules for each in records(at(study, f"derivedSection.{module}.meshes"))]
    return texts([each.get("term") for each in meshes])


def _interventions(protocol: Any) -> tuple[Intervention, ...]:
    given = [(each, text_at(each, "name")) for each in records(at(protocol, "armsInterventionsModule.interventions"))]
    return tuple(Intervention(text_at(each, "type"), name, texts(each.get("otherNames"))) for each, name in given if name)


def _site(location: dict[str, Any]) -> Site:
    return Site(
        name=text_at(location, "facility"),
        city=text_at(location, "city"),
        postcode=text_at(location, "zip"),
        country=text_at(location, "country"),
        lat=number(at(location, "geoPoint.lat")),
        lon=number(at(location, "geoPoint.lon")),
        status=text_at(location, "status"),
        contacts=_contacts(location.get("contacts")),
    )


def _contacts(values: Any) -> tuple[Contact, ...]:
    return tuple(
        Contact(text_at(each, "name"), text_at(each, "role"), text_at(each, "phone"), text_at(each, "email"))
        for each in records(values)
    )


def _dates(protocol: Any) -> dict[str, str]:
    status = at(protocol, "statusModule")
    return dates(
        start=at(status, "startDateStruct.date"),
        primary_completion=at(status, "primaryCompletionDateStruct.date"),
        completion=at(status, "completionDateStruct.date"),
        first_posted=at(status, "studyFirstPostDateStruct.date"),
        last_update=at(status, "lastUpdatePostDateStruct.date"),
        verified=at(status, "statusVerifiedDate"),
    )
