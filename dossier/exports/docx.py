"""A document as Word: banner on every page, a table of items by section, reasons in small print under each text.

>>> write(frcp)[:2]
b'PK'
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from dossier.exports.xml_text import writable
from dossier.items import Item, ProposedDocument

INK = RGBColor(0x1F, 0x2A, 0x33)
QUIET = RGBColor(0x55, 0x60, 0x6A)
ALERT = RGBColor(0x9C, 0x2B, 0x1B)
WIDTHS = (Cm(4.2), Cm(12.8))
TEAL = RGBColor(0x0F, 0x5C, 0x63)
_STATE = {"confirmed": "confirmé", "edited": "modifié"}
LARGE_PRINT = 1.4  # for the patient
PATIENT_NOTICE = "Document préparé avec votre équipe de soins."
NOTICE = "Carnet RCP n'est pas un dispositif médical. Les propositions sont à confirmer par un médecin."


def write(document: ProposedDocument, identity: tuple[str, ...] = ()) -> bytes:
    """The document as a .docx. `identity` are the lines that say who the patient is, rejoined at export; none is invented."""
    word = Document()
    _page(word, document)
    title = word.add_paragraph()
    title.paragraph_format.space_after = Pt(2)
    _run(title, document.title, 16, TEAL, bold=True)
    for line in identity or ("Patient : identité à compléter par l'établissement",):
        _run(word.add_paragraph(), line, 10, QUIET)
    scale = LARGE_PRINT if document.for_patient else 1.0
    if document.banner:
        _run(word.add_paragraph(), document.banner, 11, ALERT, bold=True)
    for source in document.sources:
        _run(word.add_paragraph(), source, 9, ALERT)
    for section in document.sections:
        heading = word.add_heading(level=2)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(3)
        heading.paragraph_format.keep_with_next = True
        _run(heading, section.title, 12 * scale, TEAL, bold=True)
        table = word.add_table(rows=0, cols=2)
        table.autofit = False
        for column, width in zip(table.columns, WIDTHS, strict=True):
            column.width = width  # LibreOffice follows the grid, Word the cells: both are set
        for item in section.items:
            _row(table, item, scale)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _page(word: Any, document: ProposedDocument) -> None:
    """A4 with a header that repeats the banner and a footer with the notice and the page number; language French."""
    style = word.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10)
    style.paragraph_format.space_after = Pt(2)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    style.element.get_or_add_rPr().append(language)
    word.core_properties.title, word.core_properties.language, word.core_properties.author = document.title, "fr-FR", "Carnet RCP"
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    header = page.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _run(header, document.banner or document.title, 8, ALERT if document.banner else QUIET, bold=bool(document.banner))
    footer = page.footer.paragraphs[0]
    footer.style.font.size = Pt(8)
    _run(footer, (PATIENT_NOTICE if document.for_patient else NOTICE) + "  Page ", 8, QUIET)
    _page_number(footer)


def _page_number(paragraph: Any) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _row(table: Any, item: Item, scale: float) -> None:
    row = table.add_row()
    label, text = row.cells
    label.width, text.width = WIDTHS
    _run(label.paragraphs[0], item.label, 9.5 * scale, QUIET, bold=True)
    first = text.paragraphs[0]
    if item.state == "empty":
        _run(
            first,
            f"À compléter : {item.why_empty}" if item.required else f"— {item.why_empty}",
            9.5,
            ALERT if item.required else QUIET,
            italic=True,
        )
        return
    _run(first, item.text + (f"  [{_STATE[item.state]}]" if item.state in _STATE else ""), 10 * scale, INK)
    if item.reasons:
        _run(text.add_paragraph(), " · ".join(item.reasons), 8, QUIET, italic=True)


def _run(paragraph: Any, text: str, size: float, colour: RGBColor, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(writable(text))
    run.font.size, run.font.color.rgb, run.bold, run.italic = Pt(size), colour, bold, italic
