"""PDF files: tagged, in French, the banner on every page, whatever the texts hold."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream

from dossier.exports.docx import NOTICE
from dossier.exports.paper import on_paper
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
    """What veraPDF asks of PDF/UA-1 that can be seen without it."""
    document = notebook.output("frcp")
    reader = PdfReader(io.BytesIO(write(document, ("Mme Zoé D'ÉPREUVE",))))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "fr-FR"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()
    roles = list(roles_of(catalogue["/StructTreeRoot"]))
    assert roles.count("/H1") == 1
    assert roles.count("/H2") == len(on_paper(document).blocks)
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


@pytest.mark.parametrize("kind", ["frcp", "pps"])
def test_every_word_of_a_page_is_tagged_or_decoration_and_every_font_is_in_the_file(notebook: Notebook, kind: str):
    reader = PdfReader(io.BytesIO(write(notebook.output(kind))))
    for page in reader.pages:
        depth, shown = 0, 0
        for _, operator in ContentStream(page.get_contents(), reader).operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            if operator in (b"Tj", b"TJ"):
                assert depth > 0
                shown += 1
        assert shown
        for font in page["/Resources"]["/Font"].values():
            described = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & described.keys()
            assert "/ToUnicode" in font


def roles_of(element: Any) -> Iterator[str]:
    """The structure types of a PDF, in reading order."""
    held = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(held, list):
        for child in held:
            yield from roles_of(child)
    elif isinstance(held, dict):
        if "/S" in held:
            yield held["/S"]
        yield from roles_of(held.get("/K", []))


def test_every_section_is_there(notebook: Notebook):
    shown = " ".join(pages(notebook.output("frcp")))
    assert all(words(section.title).partition(". ")[2] in shown for section in notebook.output("frcp").sections)
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


@pytest.mark.parametrize("before", range(30, 42, 2))
def test_a_short_list_is_not_cut_by_the_end_of_a_page(before: int):
    """The signs for which a patient calls at once are read together."""
    signs = tuple(Item(f"s{number}", "", f"Signe numéro {number}") for number in range(8))
    filler = tuple(Item(f"i{number}", f"Ligne {number}", "mots") for number in range(before))
    document = ProposedDocument("pps_patient", "Programme", (Section("a", "Avant", filler), Section("c", "Quand appeler", signs)))
    held = [page for page in pages(document) if "Signe numéro" in page]
    assert len(held) == 1
    assert "Quand appeler" in held[0]
