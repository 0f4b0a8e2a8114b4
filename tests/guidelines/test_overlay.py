"""What a network puts over a guideline: added, restrained, shown with its origin, and refused in sentences where it is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guidelines.as_json import to_json
from guidelines.check import check, check_text
from guidelines.load import installed, load_all, loads
from guidelines.model import RuleBase
from guidelines.overlay import over
from guidelines.recommend import Recommendations, recommend
from guidelines.refusals import why_not
from guidelines.source import RuleFileError, parse_rule_text
from matching.case import Case
from tests.guidelines.conftest import HEADER

RULES = """
conditions:
  her2: {biomarker.her2_status: positive}
decisions:
  - id: systemic
    question: Traitement systémique ?
    stage: adjuvant
    policy: cumulative
    rules:
      - id: her2
        when: {ref: her2}
        options: [{label: Trastuzumab, keywords: [trastuzumab]}, {label: Trastuzumab-pertuzumab, keywords: [trastuzumab, pertuzumab]}]
      - {id: endocrine, when: {biomarker.er_status: positive}, options: [{label: Hormonothérapie, keywords: [tamoxifen]}]}
"""
OVERLAY = """overlay:
  id: riom
  title: Adaptations du réseau (exemple)
  publisher: {network: "Réseau (exemple)", kind: network}
  version: 2026.1
  published_on: 2026-01-01
  review_before: 2027-01-01
  over: breast-example
  sources: [{id: local, title: "Décision du réseau (exemple)", year: 2026}]
rules:
  - decision: systemic
    id: her2-elderly
    when: {all: [{ref: her2}, {patient.age: ">= 80"}]}
    options: [{label: Trastuzumab sous-cutané à domicile, keywords: [trastuzumab, surveillance]}]
    source: {id: local}
options:
  - {rule: endocrine, label: Hormonothérapie avec suivi par l'infirmière, keywords: [tamoxifen, follow-up]}
restrain:
  - {id: no-pertuzumab, rule: her2, excludes: [pertuzumab], reason: "pertuzumab non disponible dans le réseau", source: {id: local}}
  - {id: expert, excludes: [tamoxifen], when: {patient.sex: male}, level: relative, reason: "avis de l'équipe référente", source: {id: local}}
tests:
  - {name: "HER2, 81 ans", case: {tumour.type: IDC, tumour.m: M0, biomarker.her2_status: positive, patient.age: 81}, expect: {systemic: [her2, her2-elderly]}}
  - {name: "HER2, 80 ans", case: {tumour.type: IDC, tumour.m: M0, biomarker.her2_status: positive, patient.age: 80}, expect: {systemic: [her2, her2-elderly]}}
  - {name: "HER2, 79 ans", case: {tumour.type: IDC, tumour.m: M0, biomarker.her2_status: positive, patient.age: 79}, expect: {systemic: [her2]}}
  - {name: "HER2, âge inconnu", case: {tumour.type: IDC, tumour.m: M0, biomarker.her2_status: positive}, expect: {systemic: [her2]}, possible: {systemic: [her2-elderly, endocrine]}}
"""
TODAY = datetime.date(2026, 2, 1)
BASE = RuleBase((loads(HEADER + RULES),))
Patient = Callable[..., Case]


def under(*texts: str) -> RuleBase:
    return over(BASE, [parse_rule_text(text, f"calque{number}.yaml") for number, text in enumerate(texts, 1)])


def options(found: Recommendations) -> dict[str, dict[str, Any]]:
    return {option["label"]: option for one in to_json(found)["recommendations"] for option in one["options"]}


def faults(*texts: str) -> list[str]:
    with pytest.raises(RuleFileError) as error:
        under(*texts)
    return [str(fault) for fault in error.value.faults]


def test_rules_and_options_of_the_network_are_proposed_beside_the_shipped_ones_with_their_origin(patient: Patient):
    case = patient(
        {"biomarker.her2_status": "positive", "biomarker.er_status": "positive", "patient.age": 82, "patient.sex": "female"}
    )
    found = options(recommend(case, under(OVERLAY)))
    origins = {label: option["origin"] for label, option in found.items()}
    assert origins == {
        "Trastuzumab": "", "Trastuzumab-pertuzumab": "", "Hormonothérapie": "",
        "Trastuzumab sous-cutané à domicile": "Réseau (exemple), version 2026.1",
        "Hormonothérapie avec suivi par l'infirmière": "Réseau (exemple), version 2026.1",
    }  # fmt: skip


def test_what_the_network_restrains_stays_in_sight_with_the_reason_and_who_says_it(patient: Patient):
    case = patient({"biomarker.her2_status": "positive", "biomarker.er_status": "negative", "patient.age": 50})
    found = options(recommend(case, under(OVERLAY)))
    assert found["Trastuzumab-pertuzumab"]["contraindications"] == [
        "pertuzumab non disponible dans le réseau — Réseau (exemple), version 2026.1"
    ]
    assert found["Trastuzumab"]["contraindications"] == []
    assert "Trastuzumab-pertuzumab" in {one.option.label for one in why_not(case, under(OVERLAY))}


def test_a_restraint_may_hold_for_some_patients_only_and_be_relative(patient: Patient):
    man, woman = (
        options(
            recommend(
                patient({"biomarker.er_status": "positive", "biomarker.her2_status": "negative", "patient.sex": sex}),
                under(OVERLAY),
            )
        )
        for sex in ("male", "female")
    )
    assert man["Hormonothérapie"]["cautions"] == [
        "avis de l'équipe référente (contre-indication relative) — Réseau (exemple), version 2026.1"
    ]
    assert woman["Hormonothérapie"]["cautions"] == []


def test_a_whole_rule_may_be_restrained(patient: Patient):
    text = OVERLAY.replace("rule: her2, excludes: [pertuzumab],", "rule: her2,")
    case = patient({"biomarker.her2_status": "positive", "biomarker.er_status": "negative", "patient.age": 50})
    assert [bool(option["contraindications"]) for option in options(recommend(case, under(text))).values()] == [True, True]


def test_the_shipped_guideline_is_left_as_it_is():
    under(OVERLAY)
    assert loads(HEADER + RULES) == BASE.guidelines[0]


def test_a_suspended_overlay_brings_nothing():
    assert under(OVERLAY.replace("  over:", "  status: suspended\n  over:")) == BASE


def test_an_overlay_is_checked_with_its_own_examples():
    assert check_text(OVERLAY, base=BASE, today=TODAY) == []
    wrong = OVERLAY.replace("expect: {systemic: [her2]}}", "expect: {systemic: []}}")
    (finding,) = check_text(wrong, base=BASE, today=TODAY)
    assert (finding.kind, finding.line) == ("example", 24)
    late = check_text(OVERLAY, base=BASE, today=datetime.date(2028, 1, 1))
    assert [(one.kind, one.line) for one in late] == [("expired", 7)]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("over: breast-example", "over: breast-exmple", "calque1.yaml:8:3: référentiel inconnu « breast-exmple » ; vouliez-vous dire « breast-example » ?"),
        ("decision: systemic", "decision: systemc", "calque1.yaml:11:5: décision inconnue « systemc » ; vouliez-vous dire « systemic » ?"),
        ("rule: endocrine", "rule: endocrin", "calque1.yaml:17:6: règle inconnue « endocrin » ; vouliez-vous dire « endocrine » ?"),
        ("id: her2-elderly", "id: endocrine", "calque1.yaml:12:5: l'identifiant « endocrine » sert déjà plus haut ; en choisir un autre"),
        ("rule: her2, excludes: [pertuzumab],", "", "calque1.yaml:19:5: dire ce qui est restreint : « rule » (une règle du référentiel), « excludes » (des mots-clefs), ou les deux"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_an_overlay_is_told_on_its_line(old: str, new: str, sentence: str):
    assert sentence in faults(OVERLAY.replace(old, new))


def test_an_overlay_does_not_go_over_another():
    second = OVERLAY.replace("id: riom", "id: thiers").replace("id: her2-elderly", "id: her2-other")
    second = second.replace("no-pertuzumab", "no-pertuzumab-2").replace("id: expert", "id: expert-2").split("tests:")[0]
    assert faults(OVERLAY, second.replace("over: breast-example", "over: riom")) == [
        "calque2.yaml:8:3: « riom » est lui-même un calque ; nommer le référentiel qui est dessous"
    ]
    assert faults(OVERLAY, second.replace("rule: endocrine", "rule: her2-elderly")) == [
        "calque2.yaml:17:6: « her2-elderly » vient d'un autre calque (Réseau (exemple), version 2026.1) ; "
        "un calque ne modifie que le référentiel"
    ]


def test_the_overlays_of_this_machine_are_over_the_shipped_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CARNET_HOME", str(tmp_path))
    assert installed() == load_all()
    (tmp_path / "overlays").mkdir()
    local = """overlay: {id: local, title: Local, publisher: {network: Local}, version: "1", published_on: 2026-01-01, review_before: 2030-01-01,
  over: kidney-localised, sources: [{id: l, title: Local}]}
restrain: [{id: no-cryo, excludes: [cryoablation], reason: pas de cryothérapie ici, source: {id: l}}]
"""
    (tmp_path / "overlays" / "local.yaml").write_text(local, "utf-8")
    (kidney,) = [one for one in installed().guidelines if one.id == "kidney-localised"]
    assert kidney.contraindications[-1].reason == "pas de cryothérapie ici"
    assert [str(one) for one in check(tmp_path / "overlays") if one.is_fault] == []
