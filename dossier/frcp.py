"""The FRCP as it can be proposed before and during the meeting: the 18 sections of the national model, item by item.

    >>> frcp = propose_frcp(case, recommend(case, base), matches, Decision())
    >>> frcp.item("functional.oms").text, frcp.item("functional.oms").reasons
    ('1', ('« OMS 1 »',))

Sections and their order: CI-SIS volet FRCP 2022.01 (ANS). Every text comes from a feature, a rule, a trial or a person; what nobody said is
empty and says so. Nothing is retained until a person retains it.
"""

from __future__ import annotations

from collections.abc import Iterable

from dossier.decision import DEVIATIONS, Decision
from dossier.items import Item, ProposedDocument, Section
from dossier.phrases import feature_item, joined_item, phase_item, treatment_item
from guidelines import Recommendations
from guidelines.proposal import Proposal, ProposedOption
from matching.case import Case
from matching.words import date_words
from trials.match import TrialMatch

TITLE = "Fiche de réunion de concertation pluridisciplinaire (FRCP)"
PROPOSAL_BANNER = "PROPOSITION — document préparé par un logiciel à partir du texte du cas, non validé par la RCP"
DRAFT_RULES = "Règles en brouillon, rédigées sans relecture de la source, à valider par le réseau"

PARACLINICAL = (
    "tumour.measurable_disease", "tumour.response", "lab.lvef", "lab.creatinine", "lab.creatinine_clearance", "lab.haemoglobin", "lab.neutrophils",
    "lab.platelets", "lab.bilirubin", "lab.ast", "lab.alt", "lab.albumin", "lab.calcium", "lab.uracilaemia", "lab.child_pugh", "lab.fev1", "lab.dlco",
    "lab.qtc", "lab.testosterone", "biomarker.psa", "biomarker.cea", "biomarker.ca19_9", "biomarker.ca125",
    "biomarker.ca15_3", "biomarker.afp", "biomarker.ldh",
    "biomarker.hcg",
)  # fmt: skip
PATHOLOGY = (
    "tumour.grade", "tumour.gleason", "tumour.isup_grade", "tumour.breslow", "tumour.ulceration", "tumour.margins", "tumour.vascular_invasion",
    "tumour.perineural_invasion", "tumour.nodes_positive", "tumour.nodes_examined", "tumour.capsular_rupture",
    "tumour.pathological_complete_response",
    "biomarker.er_status", "biomarker.er_percent", "biomarker.pr_status", "biomarker.pr_percent", "biomarker.her2_status", "biomarker.her2_ihc",
    "biomarker.ki67", "biomarker.pdl1_tps", "biomarker.pdl1_cps", "biomarker.hpv_p16", "biomarker.claudin18_2", "biomarker.fr_alpha",
)  # fmt: skip
NOT_MOLECULAR = frozenset(PARACLINICAL + PATHOLOGY + ("biomarker.psa_doubling_time",))


def propose_frcp(case: Case, found: Recommendations, trials: Iterable[TrialMatch], decision: Decision) -> ProposedDocument:
    """The sheet as the case, the rules, the registry and the decision allow it. Never final: validation is a person's act."""
    sections = (
        _reason(case), _discovery(case), _tumour(case), _history(case), _comorbidities(case), _functional(case), _paraclinical(case),
        _phase(case), _treatments(case), _operative(case), _pathology(case), _molecular(case), _summary(case), _status(decision),
        _proposal(found, list(trials), decision), _framework(found, decision), _comments(case), _document_status(decision),
    )  # fmt: skip
    banner = "" if decision.validated else PROPOSAL_BANNER
    drafts = any(proposal.guideline.status == "draft" for proposal in found.proposals)
    return ProposedDocument("frcp", TITLE, sections, banner, (DRAFT_RULES,) if drafts else ())


# What is known of the case -----------------------------------------------------------------------------------------------------


def _reason(case: Case) -> Section:
    relapse = case.value("tumour.recurrence") not in (None, "none")
    why = "Proposition de traitement" + (" (récidive)" if relapse else "")
    items = (
        Item.empty("type", "Type de RCP", "à choisir par l'équipe : nom, organe, RCP de recours", required=True),
        Item("motive", "Motif", why, ("motif habituel d'un passage en RCP, à confirmer",), required=True),
        Item.empty("case_status", "Cas enregistré ou discuté", "à décider en réunion"),
    )
    return Section("reason", "1. Type de RCP et motif", items, required=True)


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
        ("laterality", "Latéralité", "tumour.laterality"),
        ("side", "Localisation colique", "tumour.sidedness"), ("t", "T", "tumour.t"), ("n", "N", "tumour.n"), ("m", "M", "tumour.m"),
        ("basis", "Base du TNM", "tumour.tnm_basis"), ("stage", "Stade", "tumour.stage"), ("size", "Taille", "tumour.size"),
        ("extent", "Extension", "tumour.extent"), ("sites", "Sites métastatiques", "tumour.metastatic_sites"),
        ("risk", "Groupe de risque", "tumour.risk_group"),
        ("resectable", "Résécabilité", "tumour.resectable"),
    )  # fmt: skip
    wanted = {"type", "t", "n", "m"}
    items = [
        feature_item(case, id, label, key, required=id in wanted)
        for id, label, key in labelled
        if id in wanted or case.value(key) is not None
    ]
    return Section("tumour", "3. Tumeur", tuple(items), required=True)


def _history(case: Case) -> Section:
    items = (
        feature_item(case, "other_cancer", "Autre cancer", "patient.prior_malignancy"),
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


def _functional(case: Case) -> Section:
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
    known = [key for key in PARACLINICAL if case.value(key) is not None]
    return Section("paraclinical", "7. Éléments paracliniques", (joined_item(case, "results", "Résultats", known),))


def _phase(case: Case) -> Section:
    items = [phase_item(case)]
    if case.value("tumour.recurrence") not in (None, "none"):
        items.append(feature_item(case, "relapse_date", "Date de la rechute", "tumour.recurrence_date"))
    for id, label, key in (
        ("relapse", "Récidive", "tumour.recurrence"),
        ("timing", "Métastases", "tumour.metastatic_timing"),
        ("lines", "Lignes métastatiques reçues", "history.metastatic_lines"),
    ):
        if case.value(key) is not None:
            items.append(feature_item(case, id, label, key))
    return Section("phase", "8. Phase clinique", tuple(items), required=True)


def _treatments(case: Case) -> Section:
    received = [record for record in case.treatments if not record.planned]
    items = tuple(treatment_item(f"t{index}", record) for index, record in enumerate(received, start=1))
    empty = (
        Item("t0", "Traitements", "Aucun traitement antérieur", ("dit dans le texte",))
        if case.history_complete
        else Item.empty("t0", "Traitements", "aucun lu dans le texte")
    )
    return Section("treatments", "9. Traitements passés et en cours", items or (empty,))


def _operative(case: Case) -> Section:
    surgeries = [record for record in case.treatments if record.modality == "surgery" and not record.planned]
    items = tuple(treatment_item(f"s{index}", record) for index, record in enumerate(surgeries, start=1))
    return Section(
        "operative_report",
        "10. Compte rendu opératoire",
        items or (Item.empty("s0", "Intervention", "aucune lue dans le texte"),),
    )


def _pathology(case: Case) -> Section:
    known = [key for key in PATHOLOGY if case.value(key) is not None]
    return Section(
        "pathology", "11. Anatomie et cytologie pathologiques", (joined_item(case, "conclusion", "Conclusion", known),)
    )


def _molecular(case: Case) -> Section:
    known = [key for key in case.features if key.startswith("biomarker.") and key not in NOT_MOLECULAR]
    return Section("molecular", "12. Génétique moléculaire", (joined_item(case, "conclusion", "Conclusion", known),))


def _summary(case: Case) -> Section:
    items = (
        feature_item(case, "age", "Âge", "patient.age", required=True),
        feature_item(case, "sex", "Sexe", "patient.sex", required=True),
        feature_item(case, "question", "Question posée", "request.question", required=True),
        feature_item(case, "wishes", "Souhaits du patient", "request.patient_wishes"),
        Item("warnings", "À vérifier", " ; ".join(case.warnings), ("valeurs multiples ou contradictoires",))
        if case.warnings
        else None,
    )
    return Section("summary", "13. Synthèse du cas et question posée", tuple(item for item in items if item), required=True)


# What is proposed and decided ----------------------------------------------------------------------------------------------------


def _status(decision: Decision) -> Section:
    items = (
        Item.empty("complete", "Dossier complet", "à dire en réunion", required=True),
        Item.empty(
            "quorum", "Quorum", "se calcule des médecins présents (trois spécialités différentes au moins)", required=True
        ),
    )
    return Section("status", "14. Statut du dossier et quorum", items, required=True)


def _proposal(found: Recommendations, trials: list[TrialMatch], decision: Decision) -> Section:
    if decision.retained:
        by = (
            f"validé par {decision.validated_by} le {date_words(decision.validated_on)}"
            if decision.validated
            else "écrit par une personne, non validé"
        )
        items = [
            Item(
                "retained",
                "Proposition retenue",
                decision.retained,
                (by,),
                state="confirmed" if decision.validated else "edited",
                required=True,
            )
        ]
    else:
        items = [Item.empty("retained", "Proposition retenue", "rien n'est retenu avant la décision de la RCP", required=True)]
    number = 0
    for proposal in found.proposals:
        for option in proposal.options:
            number += 1
            items.append(_option(number, proposal, option))
    if not number:
        items.append(
            Item.empty("o0", "Options des référentiels", "aucune règle ne s'applique : hors référentiel ou information manquante")
        )
    items += [_trial(index, match) for index, match in enumerate(trials[:5], start=1)]
    return Section("proposal", "15. Proposition", tuple(items), required=True)


def _option(number: int, proposal: Proposal, proposed: ProposedOption) -> Item:
    option = proposed.option
    stands = (
        "s'applique" if proposal.verdict == "applies" else f"à documenter ({len(proposal.missing)} information(s) manquante(s))"
    )
    text = option.frcp or option.label
    if proposed.set_aside:
        text = f"Écartée : {text}"
    reasons = (
        f"{proposal.guideline.title} {proposal.guideline.version} : {proposal.decision.question} — {stands}",
        *proposal.because,
        *proposed.restraints,
    )
    kind = "Option écartée" if proposed.set_aside else f"Option {number}"
    return Item(f"o{number}", f"{kind} — {proposal.decision.question}", text, tuple(dict.fromkeys(reasons)), rule=proposal.id)


def _trial(number: int, match: TrialMatch) -> Item:
    counts = {verdict: sum(one.verdict == verdict for one in match.criteria) for verdict in ("met", "unknown")}
    text = f"{match.trial.id} — {match.trial.title}"
    reasons = (f"aucun critère contraire trouvé, {counts['met']} remplis, {counts['unknown']} à vérifier",)
    return Item(f"e{number}", f"Essai {number}", text, reasons)


def _framework(found: Recommendations, decision: Decision) -> Section:
    used = {proposal.guideline.id: proposal.guideline for proposal in found.proposals if proposal.verdict == "applies"}
    items = []
    for index, guideline in enumerate(used.values(), start=1):
        sources = ", ".join(f"{source.title} ({source.publisher}, {source.year})" for source in guideline.sources[:3])
        text = (
            f"{guideline.title}, version {guideline.version} du {guideline.published_on:%d/%m/%Y}, statut "
            f"{_STATUS[guideline.status]}"
        )
        items.append(Item(f"g{index}", "Référentiel", text, (sources,) if sources else (), required=index == 1))
    if not items:
        items.append(
            Item.empty("g0", "Référentiel", "aucun référentiel de la base ne couvre ce cas avec certitude", required=True)
        )
    if decision.deviation:
        text = DEVIATIONS[decision.deviation] + (f" : {decision.deviation_note}" if decision.deviation_note else "")
        items.append(Item("deviation", "Écart au référentiel", text, ("donné par une personne",), state="edited"))
    return Section("framework", "16. Cadre de la proposition", tuple(items), required=True)


_STATUS = {"draft": "brouillon", "in_review": "en relecture", "validated": "validé", "suspended": "suspendu", "retired": "retiré"}


def _comments(case: Case) -> Section:
    return Section(
        "comments",
        "17. Commentaires sur le patient",
        (feature_item(case, "situation", "Situation sociale", "patient.living_situation"),),
    )


def _document_status(decision: Decision) -> Section:
    if decision.validated:
        item = Item(
            "status",
            "Statut du document",
            "Approuvé",
            (f"validé par {decision.validated_by} le {date_words(decision.validated_on)}",),
            state="confirmed",
            required=True,
        )
    else:
        item = Item(
            "status",
            "Statut du document",
            "En cours : proposition non validée",
            ("aucun médecin n'a validé la décision",),
            required=True,
        )
    return Section("document_status", "18. Statut du document", (item,), required=True)


def _known_or_one(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items that say something, or the first one, empty, to show that the question was put."""
    known = tuple(item for item in items if item.state != "empty")
    return known or items[:1]
