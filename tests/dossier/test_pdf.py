"""PDF files: tagged, in French, the banner on every page, whatever the texts hold."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from dossier.exports.docx import NOTICE
from dossier.exports.pdf import drawn, write
from dossier.items import Item, ProposedDocument, Section
from dossier.notebook import Notebook


def words(text: str) -> str:
    return " ".join(text.split())


def pages(document: ProposedDocument, identity: tuple[str, ...] = ()) -> list[str]:
    return [words(page.extract_text()) for page in PdfReader(io.BytesIO(write(document, identity))).pages]


def one(text: str) -> ProposedDocument:
    return ProposedDocument(
        "frcp", "Fiche", (Section("s", "1. Section", (Item("i", "Libellé", text, ("« OMS 1 »",)),)),), "PROPOSITION"
    )


def test_the_banner_and_the_notice_are_on_every_page(notebook: Notebook):
    for kind, said in (("frcp", "PROPOSITION"), ("pps", "PROJET — ne pas remettre au patient")):
        shown = pages(notebook.output(kind))
        assert len(shown) > 1
        assert all(said in page and NOTICE in page for page in shown)


def test_a_validated_document_has_no_banner(notebook: Notebook):
    assert not any("PROPOSITION —" in page for page in pages(replace(notebook.output("frcp"), banner="")))


def test_a_reader_for_the_blind_has_what_it_needs(notebook: Notebook):
    reader = PdfReader(io.BytesIO(write(notebook.output("frcp"))))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "fr-FR"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == notebook.output("frcp").title
    assert b"pdfuaid:part" in catalogue["/Metadata"].get_data()


def test_every_section_is_there(notebook: Notebook):
    shown = " ".join(pages(notebook.output("frcp")))
    assert all(words(section.title) in shown for section in notebook.output("frcp").sections)
    assert "À compléter" in shown


def test_the_patient_is_who_was_entered_and_nobody_else():
    assert "Mme Zoé D'ÉPREUVE" in pages(one("texte"), ("Mme Zoé D'ÉPREUVE",))[0]
    assert "identité à compléter" in pages(one("texte"))[0]


@pytest.mark.parametrize("text", ["#set page(fill: red) *a* $x$ `y` @z <b> \\ //", "« ≥ 3 » œdème α 10⁹/L → ½", "a\nb"])
def test_a_text_is_never_markup(text: str):
    assert words(text).replace(" ", "") in pages(one(text))[0].replace(" ", "")


def test_what_no_font_draws_is_named():
    assert drawn("🩺 e\u0301\u200b\x00\u2028漢") == "[U+1FA7A] é [U+6F22]"


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_makes_a_pdf(text: str):
    assert write(one(text)).startswith(b"%PDF-")


def test_a_long_text_runs_over_pages():
    assert len(pages(one("mot " * 5000))) > 3
