"""Ten faults planted in a copy of shipped rules are all told, each on its line; the rules as they are shipped have none."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from guidelines.analysis.contradictions import contradictions
from guidelines.check import check
from guidelines.load import RULES, load_all

TODAY = datetime.date(2026, 1, 15)

# Written before the first decision of kidney/localised.yaml; "#" words mark the line where a fault of this kind must be told.
PLANTED = """
  - id: planted  # gap
    question: Une question ajoutée ?
    stage: follow_up
    policy: unique
    source: {id: esmo}
    rules:
      - {id: under-50, when: {patient.age: "< 50"}, options: [{label: Scanner, keywords: [follow-up]}]}
      - {id: around-50, when: {patient.age: "45..60"}, options: [{label: Surveillance, keywords: [surveillance]}]}  # overlap
  - id: planted-rules
    question: Une autre ?
    stage: follow_up
    policy: cumulative
    rules:
      - id: metastatic  # dead
        when: {tumour.m: M1}
        options: [{label: Scanner, keywords: [follow-up]}]
        source: {id: esmo}
      - {id: nobody-knows-why, when: {patient.ecog: 4}, options: [{label: Scanner, keywords: [follow-up]}]}  # source
      - id: platelets
        when:
          lab.platelets: "< 100000"  # unit
        options: [{label: Scanner, keywords: [follow-up]}]
        source: {id: esmo}
  - id: planted-misspelt
    question: Une dernière ?
    stage: follow_up
    policy: cumulative
    rules:
      - id: misspelt
        when:
          tumour.siez: ">= 20"  # load caractéristique inconnue « tumour.siez » ; vouliez-vous dire « tumour.size » ?
          tumour.laterality: bilatéral  # load « bilatéral » n'est pas une valeur de tumour.laterality ; vouliez-vous dire « bilateral » ?
        options: [{label: Scanner, keywords: [follow-up]}]
        source: {id: esmo}
"""
CONTRARY = """
guideline:
  id: kidney-contrary
  title: Cancer du rein (contraire)
  publisher: {network: "Réseau (exemple)"}
  version: 2025.1
  published_on: 2025-06-01
  review_before: 2026-12-31
  sources: [{id: example, title: "Document d'exemple", year: 2025}]
scope: {tumour.type: {is_a: RCC}, tumour.m: M1}
contraindications:
  - {id: never, when: {tumour.m: M1}, excludes: [ipilimumab], level: absolute, reason: exemple, source: {id: example}}  # contradiction
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules") / "kidney"
    shutil.copytree(RULES / "kidney", folder)
    localised, metastatic = folder / "localised.yaml", folder / "metastatic.yaml"
    text = localised.read_text("utf-8").replace("decisions:\n", f"decisions:{PLANTED}", 1)
    assert '{tumour.size: "> 40"}}]}\n' in text
    text = text.replace('{tumour.size: "> 40"}}]}\n', '{tumour.size: "> 70"}}]}  # threshold\n')
    localised.write_text(text, "utf-8")
    text = metastatic.read_text("utf-8").replace("review_before: 2026-12-31", "review_before: 2025-12-31  # expired")
    text = text.replace("- id: nivolumab-ipilimumab\n", "- id: nivolumab-ipilimumab  # contradiction\n")
    metastatic.write_text(text, "utf-8")
    (folder / "contrary.yaml").write_text(CONTRARY, "utf-8")
    return folder


def marked(folder: Path) -> set[tuple[str, int, str]]:
    lines = [
        (file, number, line.partition("  # ")[2])
        for file in sorted(folder.iterdir()) for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if "  # " in line
    ]  # fmt: skip
    kinds = ("gap", "overlap", "dead", "source", "unit", "load", "threshold", "expired", "contradiction")
    return {(str(file), number, words) for file, number, words in lines if words.split()[0] in kinds}


def test_every_planted_fault_is_told_on_its_line(planted: Path):
    faults = [finding for finding in check(planted, TODAY) if finding.is_fault]
    told = {(one.file, one.line, one.kind) for one in faults}
    told |= {(one.file, one.line, f"load {one.sentence}") for one in faults if one.kind == "load"}
    expected = marked(planted)
    assert len(expected) == 11  # the contradiction is told in both files
    assert sorted(expected - told) == []


def test_a_planted_gap_is_shown_with_a_patient_and_an_overlap_too(planted: Path):
    sentences = {one.kind: one.sentence for one in check(planted, TODAY) if one.is_fault}
    assert "aucune règle ne parle de ce patient du champ : Âge : 61 ans" in sentences["gap"]
    assert any(f"par exemple : Âge : {age} ans" in sentences["overlap"] for age in range(45, 50))


def test_the_shipped_guidelines_do_not_contradict_one_another():
    assert [str(one) for one in contradictions(load_all().guidelines) if one.is_fault] == []
