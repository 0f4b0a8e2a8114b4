"""RTF files are read as the words of their body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.document import DocumentError
from matching.opening import read_document
from matching.rtf import rtf_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (rb"{\rtf1\ansi M\'e9lanome\par Stade IIA}", "Mélanome\nStade IIA"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator Word;}\f0\b OMS 1\b0}", "OMS 1"),
        (rb"{\rtf1\uc1 FEVG \u8805?50 %, \u55358?\u56954? \{a\}}", "FEVG ≥50 %, 🩺 {a}"),
        (rb"{\rtf1\uc2 \u233\'65\'66t\'e9}", "été"),
        (rb"{\rtf1\ansi\ansicpg1250 P\'f8}", "Př"),
        (rb"{\rtf1{\trowd RE\cell 90 %\cell\row}RP\tab 10 %\line fin}", "RE\t90 %\t\nRP\t10 %\nfin"),
        (rb"{\rtf1 avant{\pict\bin4 }}}}apr}\~apr\'e8s}", "avant\u00a0après"),
        (rb"{\rtf1 un\r\ndeux{\field{\*\fldinst HYPERLINK}{\fldrslt lien}}", "undeuxlien"),
    ],
)
def test_the_words_of_the_body_are_read(content: bytes, text: str):
    assert rtf_text(content.replace(rb"\r\n", b"\r\n")) == text


def test_a_file_is_known_by_its_content_and_its_text_is_a_case():
    assert read_document("rcp.txt", rb"{\rtf1\ansi Homme de 70 ans, OMS 1}").text == "Homme de 70 ans, OMS 1"


def test_an_rtf_without_words_is_said_to_be_empty():
    with pytest.raises(DocumentError, match="document vide"):
        read_document("rcp.rtf", rb"{\rtf1\ansi{\pict 00}}")


@given(st.binary(max_size=200))
def test_damaged_rtf_never_fails(noise: bytes):
    assert isinstance(rtf_text(b"{\\rtf1 " + noise), str)
