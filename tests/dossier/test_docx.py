"""Word files: opened again, they show everything in order, whatever the texts hold."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from docx import Document as Word
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.exports.docx import NOTICE, write
from dossier.exports.paper import PLAIN, TNM
from dossier.items import Item, ProposedDocument, Section
from dossier.notebook import Notebook
from matching.opening import read_document


def opened(document: ProposedDocument, **more: Any) -> Any:
    return Word(io.BytesIO(write(document, **more)))


def text_of(word: Any) -> str:
    tables = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *tables]).replace("\u00a0", " ")


def one(text: str, reason: str = "« OMS 1 »", **more: Any) -> ProposedDocument:
    return ProposedDocument(
        "frcp", "Fiche", (Section("s", "1. Section", (Item("i", "Libellé", text, (reason,), **more),)),), "PROPOSITION"
    )


def test_the_banner_is_on_every_page_and_the_notice_below(notebook: Notebook):
    word = opened(notebook.output("frcp"))
    assert word.sections[0].header.paragraphs[0].text.startswith("PROPOSITION")
    assert NOTICE in word.sections[0].footer.paragraphs[0].text
    assert "PROPOSITION" in "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert word.core_properties.language == "fr-FR"


def test_a_validated_document_has_no_banner(notebook: Notebook):
    word = opened(replace(notebook.output("frcp"), banner=""))
    assert "PROPOSITION" not in text_of(word)
    assert word.sections[0].header.paragraphs[0].text == notebook.output("frcp").title


def test_what_is_said_is_there_with_its_reasons_and_what_is_not_is_named(notebook: Notebook):
    for kind in ("frcp", "pps"):
        document = notebook.output(kind)
        shown = text_of(opened(document))
        for section in document.sections:
            assert section.title.partition(". ")[2] in shown
            for item in section.items:
                assert item.text.removeprefix("Alternative : ") in shown or item.id in (*TNM, "sex"), item.label
                assert all(
                    reason in shown or reason in PLAIN or item.id in ("laterality", "age", "sex") for reason in item.reasons
                ), item.label


def test_what_is_to_be_filled_in_is_told(notebook: Notebook):
    shown = text_of(opened(notebook.output("frcp")))
    assert "À compléter : rien n'est retenu avant la décision de la RCP" in shown
    assert "Patient : identité à compléter" in shown


def test_an_identity_is_shown_where_it_is_given():
    assert "Patient : DELVAUX Solange" in text_of(opened(one("1"), identity=("Patient : DELVAUX Solange",)))
    assert "à compléter" not in text_of(opened(one("1"), identity=("Patient : DELVAUX Solange",)))


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c > d",
        "l'ovaire « gauche » d’Annie",
        "😀 œdème ½",
        "x" * 10_000,
        "ligne 1\nligne 2",
        "\ttabulation",
        "]]>",
        "{{ x }}",
        "&amp;",
    ],
)
def test_any_text_comes_back_as_written(text: str):
    assert text in text_of(opened(one(text)))


def test_control_characters_are_left_out():
    assert "ab" in text_of(opened(one("a\x00\x07\ufffe\ud800b", reason="\x01r")))


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=40), st.sampled_from(["proposed", "confirmed", "edited"]))
def test_any_characters_make_a_file_that_opens(text: str, reason: str, state: str):
    shown = text_of(opened(one(text, reason, state=state)))
    words = re.findall(r"[a-zA-Zéè0-9]+", text)
    assert all(word in shown for word in words)


def test_a_document_that_was_written_can_be_read_as_a_case(notebook: Notebook):
    assert "OMS 1" in read_document("frcp.docx", write(notebook.output("frcp"))).text


def test_two_writes_say_the_same(notebook: Notebook):
    assert text_of(opened(notebook.output("pps"))) == text_of(opened(notebook.output("pps")))
