"""ClinicalTrials.gov, the older XML of its bulk archives (until 2024): one `clinical_study` -> Trial."""

from lxml import etree

from trials.model import Contact, Intervention, Site, Trial, TrialFault, cross_references
from trials.sources.clinicaltrials_gov import SOURCE
from trials.sources.fields import age_years, dates, text, text_marks, texts

_PHASES = {"n/a": (), "early phase 1": ("EARLY_PHASE1",)}


def parse(data: bytes) -> Trial:
    """The trial of one XML document. Raises TrialFault for XML that is broken, carries entities or is something else."""
    study = _root(data)
    own = _text(study, "id_info/nct_id")
    if own is None:
        raise TrialFault("étude sans identifiant : l'élément id_info/nct_id est vide ou absent.")
    xrefs, other_ids = cross_references(own, [*_texts(study, "id_info/secondary_id"), *_texts(study, "id_info/org_study_id")])
    eligibility = _text(study, "eligibility/criteria/textblock") or ""
    return Trial(
        id=own.upper(),
        source=SOURCE,
        xrefs=xrefs + _texts(study, "id_info/nct_alias"),
        other_ids=other_ids,
        version=dates(day=_text(study, "last_update_posted")).get("day"),
        title=_text(study, "brief_title") or _text(study, "official_title"),
        official_title=_text(study, "official_title"),
        acronym=_text(study, "acronym"),
        phases=_phases(_text(study, "phase")),
        study_type=_code(_text(study, "study_type")),
        purpose=_code(_text(study, "study_design_info/primary_purpose")),
        status=_code(_text(study, "overall_status")),
        conditions=_texts(study, "condition"),
        keywords=_texts(study, "keyword"),
        mesh=_texts(study, "condition_browse/mesh_term") + _texts(study, "intervention_browse/mesh_term"),
        interventions=_interventions(study),
        sponsor=_text(study, "sponsors/lead_sponsor/agency"),
        age_min_years=age_years(_text(study, "eligibility/minimum_age")),
        age_max_years=age_years(_text(study, "eligibility/maximum_age")),
        sex=_sex(_text(study, "eligibility/gender")),
        healthy_volunteers=_healthy_volunteers(_text(study, "eligibility/healthy_volunteers")),
        eligibility_text=eligibility,
        text_marks=text_marks(eligibility),
        summary=_text(study, "brief_summary/textblock"),
        sites=tuple(_site(each) for each in study.findall("location")),
        declared_countries=_texts(study, "location_countries/country"),
        contacts=tuple(_contact(each) for each in study.findall("overall_contact")),
        dates=dates(
            start=_text(study, "start_date"),
            primary_completion=_text(study, "primary_completion_date"),
            completion=_text(study, "completion_date"),
            first_posted=_text(study, "study_first_posted"),
            last_update=_text(study, "last_update_posted"),
            verified=_text(study, "verification_date"),
        ),
        raw=etree.tostring(study, encoding="unicode"),
    )


def _root(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TrialFault(f"XML illisible ou tronqué (ligne {error.lineno}).") from error
    if root.getroottree().docinfo.doctype:
        raise TrialFault("XML refusé : il déclare un DOCTYPE ou des entités, ce qu'aucun registre ne fait.")
    if root.tag != "clinical_study":
        raise TrialFault(
            f"XML d'un autre genre : l'élément racine est « {etree.QName(root).localname} », « clinical_study » est attendu."
        )
    return root


def _text(element: etree._Element, path: str) -> str | None:
    return text(element.findtext(path))


def _texts(element: etree._Element, path: str) -> tuple[str, ...]:
    return texts([each.text for each in element.findall(path)])


def _code(words: str | None) -> str | None:
    """`_code("Active, not recruiting")` -> "ACTIVE_NOT_RECRUITING": the word version 2 uses for the same thing."""
    if words is None:
        return None
    code = words.split(" [")[0].replace(",", "").replace("/", " ").replace(" ", "_").upper()
    return "UNKNOWN" if code == "UNKNOWN_STATUS" else code


def _phases(words: str | None) -> tuple[str, ...]:
    if words is None:
        return ()
    if words.lower() in _PHASES:
        return _PHASES[words.lower()]
    return tuple(part.strip().upper().replace(" ", "") for part in words.split("/"))


def _sex(words: str | None) -> str | None:
    return None if words is None else {"BOTH": "ALL"}.get(words.upper(), words.upper())


def _healthy_volunteers(words: str | None) -> bool | None:
    return None if words is None else words.lower() in {"yes", "accepts healthy volunteers"}


def _interventions(study: etree._Element) -> tuple[Intervention, ...]:
    given = [(each, _text(each, "intervention_name")) for each in study.findall("intervention")]
    return tuple(
        Intervention(_code(_text(each, "intervention_type")), name, _texts(each, "other_name")) for each, name in given if name
    )


def _site(location: etree._Element) -> Site:
    return Site(
        name=_text(location, "facility/name"),
        city=_text(location, "facility/address/city"),
        postcode=_text(location, "facility/address/zip"),
        country=_text(location, "facility/address/country"),
        status=_code(_text(location, "status")),
        contacts=tuple(_contact(each) for each in [*location.findall("contact"), *location.findall("contact_backup")]),
    )


def _contact(element: etree._Element) -> Contact:
    names = [_text(element, part) for part in ("first_name", "middle_name", "last_name")]
    return Contact(" ".join(name for name in names if name) or None, None, _text(element, "phone"), _text(element, "email"))
