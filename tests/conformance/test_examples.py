"""The official examples of the ANS, self-presenting one included, open as cases with their coded content as features.

CARNET_ANS_DIR=/somewhere/TestContenuCDA-3-0 pytest tests/conformance
"""

import os
from pathlib import Path

import pytest

from matching.files import read_source
from matching.sources import CaseSource

TUMOUR = {
    "tumour.type": "BREAST", "tumour.topography": "C50.2", "tumour.laterality": "right", "tumour.t": "T1b", "tumour.n": "N1", "tumour.m": "M0",
    "tumour.stage": "IB", "tumour.tnm_edition": 7, "tumour.found_by_screening": True, "tumour.recurrence": "regional", "patient.sex": "female",
    "patient.postcode": "75007",
}  # fmt: skip
FRCP = {"patient.ecog": 0, "patient.age": 39, "tumour.recurrence_date": "2019-02-15"}
PPS = {"patient.weight": 70, "patient.age": 44, "tumour.recurrence_date": "2021-01-10", "tumour.diagnosis_date": "2019-01-29"}
WATCHED = {("surveillance", False, "2018-10-02"), ("radiotherapy", True, "2019-02-20"), ("chemotherapy", True, "2019-02-20")}
TREATED = {("radiotherapy", False, "2019-05-01"), ("surgery", True, None), ("chemotherapy", True, None)}
EXAMPLES = {
    "CANCER-FRCP_2022.01_Appareil": (FRCP | {"tumour.diagnosis_date": "2019-01-29"}, WATCHED, "2019-02-18"),
    "CANCER-FRCP_2022.01_Transversale": (FRCP | {"tumour.diagnosis_date": "2011-01-01"}, WATCHED, "2019-02-18"),
    "CANCER-PPS_2022.01_Autopresentable": (PPS, TREATED, "2021-01-13"),
    "CANCER-PPS_2022.01_feuille-de-style-externe": (PPS | {"patient.age": 41}, TREATED, "2021-01-13"),
}


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_an_official_example_opens_as_a_case_with_its_coded_content(name: str):
    folder = os.environ.get("CARNET_ANS_DIR")
    if not folder:
        pytest.skip("set CARNET_ANS_DIR to a local copy of ansforge/TestContenuCDA-3-0")
    case = read_source(CaseSource(name, (Path(folder) / "ExemplesCDA" / f"{name}.xml",)))
    features, treatments, day = EXAMPLES[name]
    read = case.to_json()["features"]
    expected = TUMOUR | features
    assert {key: read.get(key) for key in expected} == expected
    assert treatments <= {(one.modality, one.planned, one.start) for one in case.treatments}
    assert case.date.isoformat() == day
    coded = {key for key, feature in case.features.items() if any(proof.element for proof in feature.evidence)}
    assert coded >= set(expected) - {"tumour.diagnosis_date"}
