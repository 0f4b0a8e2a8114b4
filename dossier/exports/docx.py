"""A document as Word: banner and patient on every page, a table for each section, reasons in small print under each text.

>>> write(frcp)[:2]
b'PK'
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from dossier.exports.paper import Block, Line, Paper, Row, on_paper
from dossier.exports.xml_text import writable
from dossier.items import ProposedDocument
from matching.spaces import unbroken

FONT = "Arial"
INK = RGBColor(0x1F, 0x2A, 0x33)
QUIET = RGBColor(0x55, 0x60, 0x6A)
ALERT = RGBColor(0x9C, 0x2B, 0x1B)
SHORT = 1200  # characters: a row of less stays whole on its page
WIDTHS = (Cm(4.2), Cm(12.8))
TEAL = RGBColor(0x0F, 0x5C, 0x63)
LARGE_PRINT = 1.4  # for the patient
PATIENT_NOTICE = "Document préparé avec votre équipe de soins."
NOBODY = "Patient : identité à compléter par l'établissement"
NOTICE = "Carnet RCP n'est pas un dispositif médical. Les propositions sont à confirmer par un médecin."


def write(document: ProposedDocument, identity: tuple[str, ...] = ()) -> bytes:
    """The document as a .docx. `identity` are the lines that say who the patient is, rejoined at export; none is invented."""
    word, paper = Document(), on_paper(document)
    scale = LARGE_PRINT if document.for_patient else 1.0
    _page(word, paper, identity, PATIENT_NOTICE if document.for_patient else NOTICE)
    title = word.add_heading(level=1)
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(0), Pt(2)
    _run(title, paper.title, 16, TEAL, bold=True)
    for line in identity or (NOBODY,):
        _run(word.add_paragraph(), line, 9 * scale, QUIET)
    for warning in (paper.banner, *paper.sources):
        if warning:
            _run(word.add_paragraph(), warning, 9, ALERT, bold=warning == paper.banner)
    for block in paper.blocks:
        _block(word, block, scale)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _page(word: Any, paper: Paper, identity: tuple[str, ...], notice: str) -> None:
    """A4 with a header that repeats the banner and the patient, a footer with the notice and the page number; language French."""
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10)
    style.paragraph_format.space_after = Pt(2)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    style.element.get_or_add_rPr().append(language)
    word.core_properties.title, word.core_properties.language, word.core_properties.author = paper.title, "fr-FR", "Carnet RCP"
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.6)
    page.header_distance = page.footer_distance = Cm(0.8)
    header = page.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(header, paper.banner or paper.title, 8, ALERT if paper.banner else QUIET, bold=True)
    if identity:
        who = page.header.add_paragraph()
        who.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(who, " · ".join(identity), 8, QUIET)
    footer = page.footer.paragraphs[0]
    footer.style.font.size = Pt(8)
    _run(footer, f"{notice}  Page ", 8, QUIET)
    _page_number(footer)


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = paragraph.add_run()
        run.font.name, run.font.size, run.font.color.rgb = FONT, Pt(8), QUIET
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _block(word: Any, block: Block, scale: float) -> None:
    """A heading, then its rows: labels in the margin, what has none as a list."""
    heading = word.add_heading(level=2)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(8), Pt(2)
    heading.paragraph_format.keep_with_next = True
    _run(heading, block.title, 12 * scale, TEAL, bold=True)
    for labelled, rows in groupby(block.rows, lambda row: bool(row.label)):
        if labelled:
            _table(word, rows, scale)
        else:
            for line in (line for row in rows for line in row.lines):
                _line(word.add_paragraph(style="List Bullet"), line, scale)


def _table(word: Any, rows: Iterable[Row], scale: float) -> None:
    table = word.add_table(rows=0, cols=2)
    table.autofit = False
    _flush(table)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width  # LibreOffice follows the grid, Word the cells: both are set
    for row in rows:
        made = table.add_row()
        _ruled(made)
        if sum(len(line.text) + len(line.note) for line in row.lines) < SHORT:
            made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        label, text = made.cells
        label.width, text.width = WIDTHS
        _run(label.paragraphs[0], row.label, 9.5 * scale, QUIET, bold=True)
        for index, line in enumerate(row.lines):
            _line(text.add_paragraph() if index else text.paragraphs[0], line, scale)


def _flush(table: Any) -> None:
    """No margin on the left of the cells: labels stand under the headings."""
    margins, left = OxmlElement("w:tblCellMar"), OxmlElement("w:left")
    left.set(qn("w:w"), "0")
    left.set(qn("w:type"), "dxa")
    margins.append(left)
    table._tbl.tblPr.append(margins)


def _ruled(row: Any) -> None:
    """A thin line under each cell of a row."""
    for cell in row.cells:
        borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "C9D0D5")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
        cell._tc.get_or_add_tcPr().append(borders)


def _line(paragraph: Any, line: Line, scale: float) -> None:
    """Words, and why in small print under them."""
    colour = ALERT if line.missing else INK
    _run(paragraph, line.text, 10 * scale, colour, bold=line.strong and not line.missing, italic=line.missing)
    if line.note:
        paragraph.add_run().add_break()
        _run(paragraph, line.note, 8, QUIET, italic=True)


def _run(paragraph: Any, text: str, size: float, colour: RGBColor, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(writable(unbroken(text)))
    run.font.name, run.font.size, run.font.color.rgb, run.bold, run.italic = FONT, Pt(size), colour, bold, italic
