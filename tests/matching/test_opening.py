"""Files become a text with its own offsets, or one French sentence; nothing between the two."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from pathlib import Path

import pypdf
import pytest
from docx import Document as Word
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from matching.document import DocumentError
from matching.opening import open_document, read_document

NOTE = "Mme T., 57 ans, OMS 1.\r\nCréatinine 84 µmol/L ; œdème, « HER2 2+ »."


def refused(name: str, content: bytes) -> str:
    """The sentence that a file is refused with."""
    with pytest.raises(DocumentError) as error:
        read_document(name, content)
    sentence = str(error.value)
    assert "\n" not in sentence
    assert sentence.startswith(name)
    return sentence


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF whose pages show these lines; an empty page shows a drawn shape and no text, as a scan does."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
                             NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding")})  # fmt: skip
    for text in pages:
        page = writer.add_blank_page(595, 842)
        drawn = DecodedStreamObject()
        lines = "".join(f"1 0 0 1 60 {780 - 20 * place} Tm ({line}) Tj " for place, line in enumerate(text.splitlines()))
        drawn.set_data((f"BT /F1 12 Tf {lines}ET" if text else "0.5 g 60 60 400 700 re f").encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(drawn)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(word: Word) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_the_same_in_any_encoding_with_its_line_ends(encoding: str):
    assert read_document("rcp.txt", NOTE.encode(encoding)).text == NOTE


def test_a_text_in_latin_1_is_read():
    assert read_document("rcp.txt", "Résécabilité à évaluer\x81".encode("latin-1")).text == "Résécabilité à évaluer\x81"


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_is_no_character_of_the_text(mark: bytes):
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert read_document("rcp.txt", mark + "Homme de 70 ans".encode(encoding)).text == "Homme de 70 ans"


def test_a_cut_utf_8_file_keeps_its_accents():
    assert read_document("rcp.txt", "Opérée, récidive à 2 ans, évalué".encode()[:-1]).text.startswith("Opérée, récidive à 2 ans")


@pytest.mark.parametrize("content", [b"", b"   \r\n\t ", "\ufeff".encode()])
def test_an_empty_text_is_said_to_be_empty(content: bytes):
    assert "vide" in refused("rcp.txt", content)


def test_ten_megabytes_of_text_are_refused():
    assert "trop long (10 000 000 caractères, limite 400 000)" in refused("rcp.txt", b"Toux. " * 1_666_666 + b"Toux")


def test_a_file_beyond_all_measure_is_not_even_opened(tmp_path: Path):
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(DocumentError, match="trop volumineux"):
        open_document(huge)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", struct.pack("<100f", *range(100)), bytes(range(1, 32)) * 9 + b"abc"]
)
def test_a_binary_file_is_no_text(content: bytes):
    assert "n'est pas un texte" in refused("image.txt", content)


def test_an_old_word_file_says_what_to_do():
    assert "l'enregistrer en .docx" in refused("rcp.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_pdf_is_read_page_by_page():
    text = read_document("rcp.pdf", pdf("RCP sein\nF 54 ans, OMS 1", "Question : chimiothérapie ?")).text
    assert text.splitlines() == ["RCP sein", "F 54 ans, OMS 1", "Question : chimiothérapie ?"]


def test_a_pdf_is_known_by_its_content():
    assert "OMS 1" in read_document("rcp.txt", pdf("F 54 ans, OMS 1")).text


def test_a_scanned_pdf_has_no_text():
    assert "PDF sans texte (document numérisé)" in refused("scan.pdf", pdf("", ""))


def test_an_encrypted_pdf_is_said_to_be_protected():
    assert "mot de passe" in refused("rcp.pdf", pdf("F 54 ans", password="secret"))


@pytest.mark.parametrize("cut", [9, 60, 300, 600])
def test_a_damaged_pdf_is_one_sentence(cut: int, capfd: pytest.CaptureFixture[str]):
    whole = pdf("F 54 ans, OMS 1" * 9)
    assert "PDF" in refused("rcp.pdf", whole[:cut])
    assert capfd.readouterr() == ("", "")


def test_noise_in_a_pdf_never_ends_in_a_trace():
    whole = bytearray(pdf("F 54 ans, OMS 1" * 9))
    for place in range(20, len(whole), 7):
        content = bytes(whole[:place] + b"\x07\xff(" + whole[place + 3 :])
        try:
            read_document("rcp.pdf", content)
        except DocumentError as error:
            assert str(error).startswith("rcp.pdf : ")  # noqa: PT017 - most noise is read all the same


def test_word_is_read_in_the_order_of_the_page_with_headers_and_tables():
    word = Word()
    word.sections[0].header.paragraphs[0].text = "RCP du 12/03/2025"
    word.add_paragraph("Femme de 54 ans, OMS 1.")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip((cell for row in table.rows for cell in row.cells), ("RE", "90 %", "HER2", "2+"), strict=True):
        cell.text = text
    word.add_paragraph("Question :\nchimiothérapie ?")
    assert read_document("rcp.docx", docx(word)).text.splitlines() == [
        "RCP du 12/03/2025", "Femme de 54 ans, OMS 1.", "RE : 90 %", "HER2 : 2+", "Question :", "chimiothérapie ?",
    ]  # fmt: skip


def test_merged_cells_are_told_once():
    word = Word()
    table = word.add_table(rows=1, cols=3)
    merged = table.cell(0, 0).merge(table.cell(0, 1))
    merged.text, table.cell(0, 2).text = "PD-L1", "60 %"
    assert read_document("rcp.docx", docx(word)).text == "PD-L1 : 60 %"


def test_form_fields_insertions_and_text_boxes_are_read_and_deletions_are_not():
    w = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    body = f"""<w:document {w}><w:body>
      <w:sdt><w:sdtContent><w:p><w:r><w:t>Homme de 70 ans</w:t></w:r></w:p></w:sdtContent></w:sdt>
      <w:p><w:r><w:t>OMS </w:t></w:r><w:del><w:r><w:delText>2</w:delText></w:r></w:del><w:ins><w:r><w:t>1</w:t></w:r></w:ins></w:p>
      <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>PSA 12</w:t></w:r></w:p></w:txbxContent></mc:Choice>
        <mc:Fallback><w:txbxContent><w:p><w:r><w:t>PSA 12</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>
    </w:body></w:document>"""
    text = read_document("rcp.docx", archive(word__document_xml=body.encode())).text
    assert [line for line in text.splitlines() if line] == ["Homme de 70 ans", "OMS 1", "PSA 12"]


def test_a_zip_bomb_is_not_opened():
    assert "archive suspecte" in refused("rcp.docx", archive(word__document_xml=b"<a>" + b" " * 300_000_000))


def test_a_document_that_unpacks_into_too_many_words_is_not_opened():
    assert "archive suspecte" in refused("rcp.docx", archive(word__document_xml=b"<w:p/>" * 3_000_000))


def test_an_archive_that_is_no_word_document_is_refused():
    assert "n'est pas un document Word" in refused("rcp.docx", archive(content_xml=b"<office/>"))


def test_a_damaged_word_document_is_one_sentence():
    word = Word()
    word.add_paragraph("Femme de 54 ans")
    whole = docx(word)
    assert "endommagé" in refused("rcp.docx", whole[: len(whole) // 2])
    assert "endommagé" in refused("rcp.docx", archive(word__document_xml=b"<w:document"))


def test_entities_of_a_word_document_are_not_expanded():
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>'
    assert "vide" in refused("rcp.docx", archive(word__document_xml=bomb))


def test_a_gold_case_is_its_text_and_its_id():
    found = read_document("x.json", json.dumps({"id": "a01", "text": NOTE, "features": {"patient.age": 57}}).encode())
    assert (found.text, found.id, found.case) == (NOTE, "a01", None)


def test_a_case_already_read_has_no_text():
    found = read_document("x.json", b'{"features": {"patient.age": 57}, "treatments": []}')
    assert found.case == {"features": {"patient.age": 57}, "treatments": []}


def test_json_is_known_by_its_content():
    assert read_document("entree", b'\xef\xbb\xbf {"text": "F 54 ans"}').text == "F 54 ans"
    assert read_document("x.json", json.dumps({"text": "F 54 ans"}).encode("utf-16")).text == "F 54 ans"


def test_a_truncated_json_says_where():
    assert "ligne 1, colonne" in refused("x.json", b'{"id": "a01", "text": "F 54')


@pytest.mark.parametrize("content", [b"[1, 2]", b'{"trial": "NCT01"}', b'{"text": 12}', b"[]", b"{}"])
def test_a_json_that_is_no_case_says_what_a_case_holds(content: bytes):
    assert "« features » et « treatments »" in refused("x.json", content)


def test_a_json_deeper_than_any_case_is_one_sentence():
    assert "JSON illisible" in refused("x.json", b'{"features":' * 100_000)


def test_a_number_that_is_none_is_refused():
    assert "JSON illisible" in refused("x.json", b'{"features": {"patient.age": NaN}}')


def test_half_of_an_escaped_pair_does_not_stop_the_answer():
    assert read_document("x.json", rb'{"text": "F 54 ans \ud83d"}').text.encode() == "F 54 ans \ufffd".encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path):
    (tmp_path / "a.txt").write_text("F 54 ans", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(DocumentError, match="lecture impossible"):
        open_document(tmp_path / "a.txt")


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path):
    with pytest.raises(DocumentError, match="lecture impossible"):
        open_document(tmp_path)
