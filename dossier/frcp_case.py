"""The sections of the FRCP that say what is known of the case: 2 to 13, and 17.

    >>> functional(case).items[0].text
    '1'

Every text comes from a feature and shows the words that prove it; what nobody said is empty and says so.
"""

from __future__ import annotations

from dataclasses import replace

from dossier.effects import family_of
from dossier.items import Item, Section
from dossier.phrases import event_items, feature_item, joined_item, named, relapse_items, treatment_item
from matching.case import Case
from matching.cda_values import NO_OTHER, UNTREATED
from matching.value import SetValue
from matching.words import set_words, value_words

PARACLINICAL = (
    "tumour.measurable_disease", "tumour.response", "lab.lvef", "lab.creatinine", "lab.creatinine_clearance", "lab.haemoglobin", "lab.neutrophils",
    "lab.platelets", "lab.bilirubin", "lab.ast", "lab.alt", "lab.albumin", "lab.calcium", "lab.uracilaemia", "lab.child_pugh", "lab.fev1", "lab.dlco",
    "lab.qtc", "lab.testosterone", "biomarker.psa", "biomarker.cea", "biomarker.ca19_9", "biomarker.ca125",
    "biomarker.ca15_3", "biomarker.afp", "biomarker.ldh",
    "biomarker.hcg",
)  # fmt: skip
PATHOLOGY = (
    ("Grade", ("tumour.grade",)),
    ("Score de Gleason", ("tumour.gleason",)),
    ("Groupe ISUP", ("tumour.isup_grade",)),
    ("Indice de Breslow", ("tumour.breslow",)),
    ("Ulcération", ("tumour.ulceration",)),
    ("Marges", ("tumour.margins",)),
    ("Emboles vasculaires", ("tumour.vascular_invasion",)),
    ("Engainements périnerveux", ("tumour.perineural_invasion",)),
    ("Ganglions", ("tumour.nodes_positive", "tumour.nodes_examined")),
    ("Rupture capsulaire", ("tumour.capsular_rupture",)),
    ("Réponse histologique complète", ("tumour.pathological_complete_response",)),
    ("RE", ("biomarker.er_status", "biomarker.er_percent")),
    ("RP", ("biomarker.pr_status", "biomarker.pr_percent")),
    ("HER2", ("biomarker.her2_status", "biomarker.her2_ihc")),
    *named(("biomarker.ki67", "biomarker.pdl1_tps", "biomarker.pdl1_cps", "biomarker.hpv_p16", "biomarker.claudin18_2", "biomarker.fr_alpha")),
)  # fmt: skip
# The markers of the synthesis, by the name under which they are told; a gene without an alteration is left to its section.
MARKERS = {
    "biomarker.er_status": "RE", "biomarker.pr_status": "RP", "biomarker.her2_status": "HER2", "biomarker.msi": "statut",
    "biomarker.pdl1_tps": "PD-L1", "biomarker.pdl1_cps": "CPS", "biomarker.egfr": "EGFR", "biomarker.alk": "ALK",
    "biomarker.kras": "KRAS", "biomarker.braf": "BRAF",
    "biomarker.brca1": "BRCA1", "biomarker.brca2": "BRCA2",
}  # fmt: skip
ORDINARY = ("sauvage", "non réarrangé", "non altéré")
NOT_SHOWN = frozenset({"patient.postcode"})  # the header says where the patient lives
WITHOUT_TNM = frozenset({"lymphoma", "leukaemia", "myeloma"})
TNM_PREFIX = {"clinical": "c", "pathological": "p", "post_neoadjuvant": "yp", "recurrence": "r"}
NOT_MOLECULAR = frozenset((*PARACLINICAL, *(key for _, keys in PATHOLOGY for key in keys), "biomarker.psa_doubling_time"))


def known_sections(case: Case) -> list[Section]:
    """Sections 2 to 13, in the order of the national model."""
    sections = [
        _discovery(case), _tumour(case), _history(case), _comorbidities(case), functional(case), _paraclinical(case), _phase(case),
        _treatments(case), _operative(case), _pathology(case), _molecular(case), _summary(case),
    ]  # fmt: skip
    return [*sections[:-1], _with_the_rest(case, sections)]


def _with_the_rest(case: Case, sections: list[Section]) -> Section:
    """The last section, with what is known of the case and that no line says: a sheet holds everything that its proposals rest on."""
    shown = {key for section in [*sections, comments(case)] for item in section.items for key in item.features}
    stated = [key for key, one in case.features.items() if one.origin != "computed" and key not in shown | NOT_SHOWN]
    rest = joined_item(case, "others", "Autres données", named(stated))
    return sections[-1] if rest.state == "empty" else replace(sections[-1], items=(*sections[-1].items, rest))


def _discovery(case: Case) -> Section:
    return Section(
        "discovery",
        "2. Mode de découverte",
        (feature_item(case, "screening", "Découverte par dépistage", "tumour.found_by_screening"),),
        required=True,
    )


def _tumour(case: Case) -> Section:
    labelled = (
        ("type", "Type tumoral", "tumour.type"), ("date", "Date du diagnostic", "tumour.diagnosis_date"),
        ("topography", "Topographie (CIM-10)", "tumour.topography"), ("laterality", "Latéralité", "tumour.laterality"),
        ("side", "Localisation colique", "tumour.sidedness"), ("t", "T", "tumour.t"), ("n", "N", "tumour.n"), ("m", "M", "tumour.m"),
        ("basis", "Base du TNM", "tumour.tnm_basis"), ("stage", "Stade", "tumour.stage"), ("size", "Taille", "tumour.size"),
        ("extent", "Extension", "tumour.extent"), ("sites", "Sites métastatiques", "tumour.metastatic_sites"),
        ("risk", "Groupe de risque", "tumour.risk_group"),
        ("resectable", "Résécabilité", "tumour.resectable"),
    )  # fmt: skip
    wanted = {"type"} if family_of(case) in WITHOUT_TNM else {"type", "t", "n", "m"}
    idle = {"basis"} if case.value("tumour.t") is None and case.value("tumour.n") is None else set()
    items = [
        feature_item(case, id, label, key, required=id == "type")
        for id, label, key in labelled
        if id in wanted or (id not in idle and case.value(key) is not None)
    ]
    return Section("tumour", "3. Tumeur", tuple(items), required=True)


def _history(case: Case) -> Section:
    items = (
        feature_item(case, "other_cancer", "Autre cancer", "patient.prior_malignancy"),
        *event_items(case, "history.other_cancers", "c", "Autre cancer, nature"),
        feature_item(case, "family", "Antécédents familiaux de cancer", "patient.family_cancer_history"),
        feature_item(case, "tobacco", "Tabagisme", "patient.smoking_status"),
        feature_item(case, "pack_years", "Paquets-années", "patient.pack_years"),
        feature_item(case, "alcohol", "Alcool", "patient.alcohol"),
        feature_item(case, "allergy", "Allergies", "patient.allergy"),
    )
    return Section("history", "4. Antécédents notables", _known_or_one(items))


def _comorbidities(case: Case) -> Section:
    items = (
        feature_item(case, "comorbidities", "Comorbidités", "patient.comorbidities"),
        feature_item(case, "anticoagulant", "Anticoagulation", "patient.anticoagulant"),
        feature_item(case, "steroids", "Corticothérapie", "patient.corticosteroids"),
    )
    return Section("comorbidities", "5. Comorbidités", _known_or_one(items))


def functional(case: Case) -> Section:
    items = [feature_item(case, "oms", "Indice de performance OMS", "patient.ecog", required=True)]
    for id, label, key in (
        ("karnofsky", "Karnofsky", "patient.karnofsky"),
        ("weight", "Poids", "patient.weight"),
        ("loss", "Perte de poids", "patient.weight_loss"),
    ):
        if case.value(key) is not None:
            items.append(feature_item(case, id, label, key))
    age = case.value("patient.age")
    if case.value("patient.g8_score") is not None or (age is not None and getattr(age, "low", 0) >= 75):
        items.append(feature_item(case, "g8", "Dépistage de la fragilité (G8)", "patient.g8_score"))
    return Section("functional", "6. Statut fonctionnel", tuple(items))


def _paraclinical(case: Case) -> Section:
    results = joined_item(case, "results", "Résultats", named(PARACLINICAL))
    return Section("paraclinical", "7. Éléments paracliniques", (results, *event_items(case, "history.exams", "x", "Examen")))


def _phase(case: Case) -> Section:
    items = relapse_items(case)
    if case.value("history.metastatic_lines") is not None:
        items.append(feature_item(case, "lines", "Lignes métastatiques reçues", "history.metastatic_lines"))
    return Section("phase", "8. Phase clinique", tuple(items), required=True)


def _treatments(case: Case) -> Section:
    received = [record for record in case.treatments if not record.planned]
    items = tuple(treatment_item(f"t{index}", record) for index, record in enumerate(received, start=1))
    empty = (
        Item("t0", "Traitements", UNTREATED, ("dit dans le texte",))
        if case.history_complete
        else Item.empty("t0", "Traitements", "aucun lu dans le texte")
    )
    if items and case.history_complete:
        items = (*items, Item("closed", "Autres traitements", NO_OTHER, ("dit dans le texte",)))
    toxicities = event_items(case, "history.toxicities", "g", "Toxicité")
    return Section("treatments", "9. Traitements passés et en cours", (*(items or (empty,)), *toxicities))


def _operative(case: Case) -> Section:
    surgeries = [record for record in case.treatments if record.modality == "surgery" and not record.planned]
    items = tuple(treatment_item(f"s{index}", record, "Intervention") for index, record in enumerate(surgeries, start=1))
    return Section(
        "operative_report",
        "10. Compte rendu opératoire",
        items or (Item.empty("s0", "Intervention", "aucune lue dans le texte"),),
    )


def _pathology(case: Case) -> Section:
    return Section(
        "pathology", "11. Anatomie et cytologie pathologiques", (joined_item(case, "conclusion", "Conclusion", PATHOLOGY),)
    )


def _molecular(case: Case) -> Section:
    known = [key for key in case.features if key.startswith("biomarker.") and key not in NOT_MOLECULAR]
    read = [key for key in known if not (case.features[key].inputs and set(case.features[key].inputs) <= set(known))]
    return Section("molecular", "12. Génétique moléculaire", (joined_item(case, "conclusion", "Conclusion", named(read)),))


def _summary(case: Case) -> Section:
    told = synthesis(case)
    items = (
        Item("synthesis", "Synthèse", told, ("composée des lignes de cette fiche",)) if told else None,
        feature_item(case, "age", "Âge", "patient.age", required=True),
        feature_item(case, "sex", "Sexe", "patient.sex", required=True),
        feature_item(case, "question", "Question posée", "request.question", required=True),
        *_considered(case),
        feature_item(case, "wishes", "Souhaits du patient", "request.patient_wishes"),
        Item("warnings", "À vérifier", "\n".join(case.warnings), ("valeurs multiples ou contradictoires",))
        if case.warnings
        else None,
    )
    return Section("summary", "13. Synthèse du cas et question posée", tuple(item for item in items if item), required=True)


def _considered(case: Case) -> tuple[Item, ...]:
    """The treatments that the text itself proposes or asks about: what the requester has in mind, apart from what the rules propose."""
    planned = (record for record in case.treatments if record.planned)
    return tuple(
        treatment_item(f"considered{index}", record, "Envisagé dans le texte") for index, record in enumerate(planned, start=1)
    )


def synthesis(case: Case) -> str:
    """The case in three sentences, as it is told when the meeting opens it: who, which disease, and the markers that decide."""

    def said(key: str, words: str = "{}") -> str:
        item = feature_item(case, key, "", key)
        return words.format(item.text) if item.state != "empty" else ""

    who = [said("patient.sex"), said("patient.age"), said("patient.ecog", "OMS {}")]
    disease = [
        said("tumour.type"),
        said("tumour.laterality", "à {}" if case.value("tumour.laterality") in ("left", "right") else "{}"),
        _stage_words(case),
        said("tumour.stage", "stade {}"),
    ]
    if isinstance(sites := case.value("tumour.metastatic_sites"), SetValue) and sites.present:
        disease.append("métastases : " + set_words("tumour.metastatic_sites", replace(sites, absent=frozenset(), complete=False)))
    if case.value("tumour.recurrence") not in (None, "none"):
        disease.append(said("tumour.recurrence", "récidive : {}"))
    words = {key: value_words(key, value) for key in MARKERS if (value := case.value(key)) is not None}
    markers = [f"{MARKERS[key]} {told}" for key, told in words.items() if told and told not in ORDINARY]
    sentences = [", ".join(filter(None, parts)) for parts in (who, disease, markers)]
    return " ".join(f"{one[0].upper()}{one[1:]}." for one in sentences if one)


def _stage_words(case: Case) -> str:
    """'pT2 N0 M0': the prefix stands before T, which it is of."""
    categories = [str(value) for key in ("tumour.t", "tumour.n", "tumour.m") if (value := case.value(key)) is not None]
    prefix = TNM_PREFIX.get(str(case.value("tumour.tnm_basis")), "") if case.value("tumour.t") is not None else ""
    return prefix + " ".join(categories)


def comments(case: Case) -> Section:
    return Section(
        "comments",
        "17. Commentaires sur le patient",
        (feature_item(case, "situation", "Situation sociale", "patient.living_situation"),),
    )


def _known_or_one(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items that say something, or the first one, empty, to show that the question was put."""
    known = tuple(item for item in items if item.state != "empty")
    return known or items[:1]
