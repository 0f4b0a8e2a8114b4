"""Documents as they leave: the identity rejoined, an edition that counts, the formats opened again by other libraries."""

import datetime
import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import etree
from sqlalchemy import Engine

from dossier.decision import Decision
from dossier.dossiers import OpenDossier, begin, create
from dossier.exports import template, xlsx
from dossier.exports.editions import last_sent
from dossier.outgoing import FORMATS, WRITERS, NotYet, Outgoing, identity_lines, outgoing
from dossier.steps import Sources
from store.engine import session
from store.identity import Identity, save_identity
from store.users import User, create_user
from tests.dossier.conftest import NOTE

CDA = {"c": "urn:hl7-org:v3"}
WHO = Identity(birth_name="DELVAUX", birth_first_name="Solange", birth_date=datetime.date(1968, 3, 12), sex="F", ipp="8001234")


@pytest.fixture
def user(sqlite: Engine) -> User:
    with session(sqlite) as opened:
        return create_user(opened, "Dr Anne Exemple", "oncologist")


@pytest.fixture
def kept(sqlite: Engine, user: User, sources: Sources) -> OpenDossier:
    with session(sqlite) as opened:
        dossier = create(opened, begin(NOTE, sources), user)
        save_identity(opened, dossier.id, WHO)
        return dossier


def leaving(sqlite: Engine, kept: OpenDossier, user: User, kind: str = "frcp", form: str = "docx") -> Outgoing:
    with session(sqlite) as opened:
        return outgoing(opened, kept, kind, form, user)


def test_the_dossier_keeps_masked_words_and_the_document_leaves_with_the_real_ones(sqlite: Engine, kept: OpenDossier, user: User):
    assert "Delvaux" not in json.dumps(kept.notebook.to_json())
    found = leaving(sqlite, kept, user)
    assert found.document.item("summary.question").text == "chimiothérapie néoadjuvante pour Mme Delvaux ?"
    assert kept.notebook.output("frcp").item("summary.question").text == "chimiothérapie néoadjuvante pour Mme Xxxxxxx ?"


def test_word_and_pdf_say_who_the_patient_is_as_entered(sqlite: Engine, kept: OpenDossier, user: User):
    word = Document(io.BytesIO(WRITERS["docx"](leaving(sqlite, kept, user))))
    words = [paragraph.text.replace("\u00a0", " ") for paragraph in word.paragraphs]
    assert "Patient : DELVAUX Solange" in words
    assert "Naissance : 12/03/1968" in words
    assert WRITERS["pdf"](leaving(sqlite, kept, user))[:5] == b"%PDF-"


def test_nobody_is_invented_where_no_identity_was_entered():
    assert identity_lines(Identity()) == ()
    assert identity_lines(Identity(ipp="12")) == ("IPP : 12",)


def test_the_same_content_keeps_its_version_and_a_new_one_replaces_the_last(sqlite: Engine, kept: OpenDossier, user: User):
    first, again = leaving(sqlite, kept, user).edition, leaving(sqlite, kept, user).edition
    kept.notebook.correct("features", "patient.ecog", 2, "Dr A")
    kept.notebook.run_stale()
    second = leaving(sqlite, kept, user)
    assert first == again
    assert (first.number, first.replaces) == (1, None)
    assert (second.edition.number, second.edition.replaces) == (2, first.document_id)
    root = etree.fromstring(WRITERS["cda"](second))
    assert root.xpath("string(c:relatedDocument/c:parentDocument/c:id/@root)", namespaces=CDA) == str(first.document_id).upper()
    assert root.xpath("string(c:setId/@root)", namespaces=CDA) == str(first.set_id).upper()


@pytest.mark.parametrize("kind", ["frcp", "pps"])
def test_every_format_of_a_document_is_written(sqlite: Engine, kept: OpenDossier, user: User, kind: str):
    found = leaving(sqlite, kept, user, kind)
    assert all(len(WRITERS[form](found)) > 500 for form in FORMATS[kind])


@pytest.mark.parametrize(("kind", "said"), [("pps_patient", "n'a pas été annoncé"), ("ppac", "pas dit terminé")])
def test_a_document_that_does_not_exist_yet_says_why(sqlite: Engine, kept: OpenDossier, user: User, kind: str, said: str):
    with pytest.raises(NotYet, match=said):
        leaving(sqlite, kept, user, kind)


@pytest.mark.parametrize(
    ("known", "lacking"),
    [
        (Identity(ipp="12"), "nom de naissance, prénom, date de naissance"),
        (Identity(birth_name=" ", birth_first_name="Solange", birth_date=WHO.birth_date), "nom de naissance"),
    ],
)
def test_an_exchange_document_of_nobody_does_not_leave_and_says_what_to_enter(
    sqlite: Engine, kept: OpenDossier, user: User, known: Identity, lacking: str
):
    with session(sqlite) as opened:
        save_identity(opened, kept.id, known)
    with pytest.raises(NotYet, match=f": {lacking}$"):
        leaving(sqlite, kept, user, form="cda")
    assert WRITERS["docx"](leaving(sqlite, kept, user))
    with session(sqlite) as opened:
        assert last_sent(opened, kept.id, "frcp") is not None


# FHIR ---------------------------------------------------------------------------------------------------------------------------


def resources(found: Outgoing, kind: str) -> list[dict]:
    bundle = json.loads(WRITERS["fhir"](found))
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_the_bundle_holds_the_patient_the_condition_what_was_observed_and_the_plan(sqlite: Engine, kept: OpenDossier, user: User):
    found = leaving(sqlite, kept, user)
    (patient,), (condition,), (plan,) = (resources(found, kind) for kind in ("Patient", "Condition", "CarePlan"))
    assert patient["name"][0]["family"] == "DELVAUX"
    assert condition["code"]["coding"][0]["system"] == "http://hl7.org/fhir/sid/icd-10"
    assert (plan["status"], plan["intent"]) == ("draft", "proposal")
    creatinine = next(one for one in resources(found, "Observation") if one["code"]["text"] == "Créatinine")
    assert creatinine["valueQuantity"] == {
        "value": 84.0,
        "unit": "µmol/L",
        "system": "http://unitsofmeasure.org",
        "code": "umol/L",
    }
    assert creatinine["note"][0]["text"].startswith("«")


def test_what_was_given_is_no_activity_to_come(sqlite: Engine, kept: OpenDossier, user: User):
    kept.notebook.add_treatment("tumorectomie du sein gauche le 12/03/2024", planned=False, person="Dr A")
    kept.notebook.add_treatment("tamoxifène arrêté en 06/2024 pour toxicité", planned=False, person="Dr A")
    kept.notebook.run_stale()
    found = leaving(sqlite, kept, user)
    (act,) = (one for one in resources(found, "Procedure") if "tumorectomie" in one["code"]["text"])
    assert (act["status"], act["performedDateTime"]) == ("completed", "2024-03-12")
    (drug,) = (one for one in resources(found, "MedicationStatement") if "tamoxifène" in one["medicationCodeableConcept"]["text"])
    assert (drug["status"], drug["effectivePeriod"]) == ("stopped", {"end": "2024-06"})
    (plan,) = resources(found, "CarePlan")
    activities = [one["detail"]["description"] for one in plan["activity"]]
    assert activities
    assert all(words.startswith("15. Proposition") for words in activities)
    assert any(note["text"].startswith("9. Traitements") for note in plan["note"])


def parts_of(record: object) -> Iterator[dict]:
    """Every object that a JSON holds."""
    if isinstance(record, dict):
        yield record
    for part in record.values() if isinstance(record, dict) else record if isinstance(record, list) else ():
        yield from parts_of(part)


def test_every_reference_of_the_bundle_resolves(sqlite: Engine, kept: OpenDossier, user: User):
    bundle = json.loads(WRITERS["fhir"](leaving(sqlite, kept, user)))
    known = {entry["fullUrl"] for entry in bundle["entry"]}
    references = [one["reference"] for one in parts_of(bundle) if "reference" in one]
    assert len(references) > len(bundle["entry"]) - 1
    assert set(references) <= known
    assert len(known) == len(bundle["entry"])
    for entry in bundle["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        if entry["resource"]["resourceType"] != "Patient":
            assert entry["resource"]["subject"]["reference"] in known


def test_a_validated_sheet_is_a_plan_signed_by_name(kept: OpenDossier):
    decision = Decision("Chirurgie", ("a",), validated_by="Dr A", validated_on="2025-03-12")
    kept.notebook.decision = decision
    kept.notebook.run_stale()
    found = Outgoing(kept.notebook.output("frcp"), kept.notebook.case, decision)
    (plan,) = resources(found, "CarePlan")
    assert (plan["status"], plan["intent"], plan["author"]["display"]) == ("active", "plan", "Dr A")


# Workbook and template ------------------------------------------------------------------------------------------------------------


def test_the_line_of_the_network_has_no_identity_and_no_formula(kept: OpenDossier):
    kept.notebook.decision = Decision(retained="=1+1")
    row = xlsx.row_of(kept.id, kept.notebook)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.write([row]))).active
    cells = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert cells["Proposition retenue"] == "=1+1"
    assert sheet.cell(2, list(cells).index("Proposition retenue") + 1).data_type == "s"
    assert cells["CIM-10"] == "C50.9"
    assert not any("elvaux" in str(value).lower() for value in cells.values())


def test_the_template_of_a_network_replaces_ours(sqlite: Engine, kept: OpenDossier, user: User, own_home: Path):
    (own_home / "modeles").mkdir(parents=True)
    own = Document()
    own.add_paragraph("Réseau fictif — {{ patient }} — OMS {{ frcp.functional.oms }}")
    own.save(own_home / "modeles" / "frcp.docx")
    word = Document(io.BytesIO(WRITERS["docx"](leaving(sqlite, kept, user))))
    assert word.paragraphs[0].text.startswith("Réseau fictif — Patient : DELVAUX Solange")
    assert word.paragraphs[0].text.endswith("OMS 1")


def test_a_template_laid_out_otherwise_is_filled_in_its_header_and_its_table(kept: OpenDossier):
    own = Document()
    own.sections[0].header.paragraphs[0].text = "Réseau fictif de cancérologie — {{ bandeau }}"
    own.add_paragraph("Question : {{ frcp.summary.question }}", style="Quote")
    table = own.add_table(rows=3, cols=3)
    table.rows[0].cells[0].text, table.rows[0].cells[2].text = "Tumeur", "TNM"
    table.rows[1].cells[0].text = "{{ frcp.tumour.type }}"
    table.rows[1].cells[2].text = "{{ frcp.tumour.t }} {{ frcp.tumour.n }} {{ frcp.tumour.m }}"
    table.rows[2].cells[
        1
    ].text = "{% for s in sections %}{% if s.titre.startswith('15') %}{% for i in s.lignes %}{{ i.texte }} / {% endfor %}{% endif %}{% endfor %}"
    out = io.BytesIO()
    own.save(out)
    word = Document(io.BytesIO(template.fill(out.getvalue(), kept.notebook.output("frcp"))))
    assert "PROPOSITION" in word.sections[0].header.paragraphs[0].text
    assert word.paragraphs[0].text.startswith("Question : chimiothérapie")
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert rows[1] == ["Carcinome infiltrant de type non spécifique (canalaire) du sein", "", "T2 N1 M0"]
    assert rows[2][1].startswith("À compléter : rien n'est retenu")


def test_the_starting_template_holds_every_item(kept: OpenDossier):
    document = kept.notebook.output("frcp")
    word = Document(io.BytesIO(template.fill(template.starter("frcp"), document)))
    words = "\n".join(
        [paragraph.text for paragraph in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    assert all(section.title in words for section in document.sections)
    assert all(item.text in words for section in document.sections for item in section.items if item.text)


@pytest.mark.parametrize(
    ("words", "said"), [("{{ inconnu }}", "champ inconnu"), ("{{ titre", "faute d'écriture"), (None, "pas un modèle Word")]
)
def test_a_template_with_a_fault_is_refused_with_a_sentence(kept: OpenDossier, words: str | None, said: str):
    own = Document()
    own.add_paragraph(words or "")
    out = io.BytesIO()
    own.save(out)
    with pytest.raises(template.TemplateError, match=said):
        template.fill(out.getvalue() if words else b"not a document", kept.notebook.output("frcp"))


def test_what_a_case_says_is_never_a_command_of_the_template(kept: OpenDossier):
    kept.notebook.correct("frcp", "functional.oms", "{{ 7 * 7 }} <w:t>&", "Dr A")
    document = kept.notebook.output("frcp")
    word = Document(io.BytesIO(template.fill(template.starter("frcp"), document)))
    assert any("{{ 7 * 7 }} <w:t>&" in cell.text for table in word.tables for row in table.rows for cell in row.cells)
