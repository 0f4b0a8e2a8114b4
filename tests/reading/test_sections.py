"""The heading a sentence stands under."""

import pytest

from matching.reading.pipeline import prepare


@pytest.mark.parametrize(("text", "sections"), [
    ("ATCD : HTA.\nQ : chimiothérapie ?", ["history", "question"]),
    ("ANTÉCÉDENTS\nHTA\nDiabète", ["history", "history", "history"]),
    ("ATCD : HTA\nScanner normal", ["history", ""]),
    ("Antécédents familiaux : mère, cancer du sein", ["family"]),
    ("Question posée à la RCP : chirurgie ?", ["question"]),
    ("IRM du 12/03 : lésion", ["imaging"]),
    ("Proposition : FOLFOX", ["proposal"]),
    ("F 54 ans, OMS 1", [""]),
    ("1) Antécédents : HTA", ["history"]),
    (">> Biologie\nHb 12\n>> Suite du dossier\nOMS 1", ["biology", "biology", "", ""]),
    ("--- BIOLOGIE (dernière colonne : normales) ---\nHb 12\n--- QUESTION ---\nChirurgie ?", ["biology", "biology", "question", "question"]),
    ("=== Histologie 1 : biopsie ===\nCCI\n### IRM pelvienne du 12/11/2025 ###\nMasse", ["pathology", "pathology", "imaging", "imaging"]),
    ("ATCD\n-- HTA\n-- DT2", ["history", "history", "history"]),
    ("Scanner : normal ? (à relire)", ["imaging"]),
    ("Nos questions. Faut-il irradier ?\nPatiente seule", ["question", "question", ""]),
    ("Pour la suite, nos propositions :\n- chirurgie", ["proposal", "proposal"]),
    ("Propositions :\na/ sunitinib\nb/ axitinib", ["proposal", "proposal", "proposal"]),
])  # fmt: skip
def test_units_know_their_section(text: str, sections: list[str]):
    assert [unit.section for unit in prepare(text).units] == sections
