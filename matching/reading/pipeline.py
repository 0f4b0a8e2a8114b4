"""The reading pipeline: one spaCy pipeline whose components each read one family of features into the note of the document.

    >>> doc = pipeline()("Femme de 54 ans, OMS 1. Carcinome canalaire infiltrant, HER2 3+.")
    >>> [(span.label_, span.text) for span in doc.spans["features"]][:2]
    [('patient.age', '54 ans'), ('patient.sex', 'Femme')]

A family is a module of this package with a function `read(note)` that adds mentions; FAMILIES lists them in the order in which they
run (a later one may look at the mentions of an earlier one). The result is in `doc._.note` and, resolved, in `doc._.case`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from matching.reading import families
from matching.reading.anchors import find_anchors
from matching.reading.dates import find_dates
from matching.reading.note import Note
from matching.reading.sections import mark_sections
from matching.reading.tokens import TEXT, NoteTokenizer

NOTE = "note"
Doc.set_extension("note", getter=lambda doc: doc.user_data.get(NOTE), force=True)


@Language.component("carnet_note")
def read_note_component(doc: Doc) -> Doc:
    """Units, sections, anchors of every vocabulary and dates: what all families build on."""
    doc.user_data[NOTE] = prepare(doc.user_data.get(TEXT) or doc.text)
    return doc


def prepare(text: str) -> Note:
    """A note with its sections, anchors and dates, before any family has read it."""
    note = Note(text)
    mark_sections(note)
    note.anchors = find_anchors(note)
    find_dates(note)
    return note


def _component(read: Callable[[Note], None]) -> Callable[[Doc], Doc]:
    def component(doc: Doc) -> Doc:
        read(doc.user_data[NOTE])
        return doc

    return component


for _name, _read in families.FAMILIES.items():
    Language.component(f"carnet_{_name}", func=_component(_read))


@Language.component("carnet_spans")
def spans_component(doc: Doc) -> Doc:
    """The mentions as spaCy spans, labelled with their feature key: doc.spans["features"]."""
    spans = []
    note = doc.user_data[NOTE]
    for mention in note.mentions:
        start, end = note.words(mention.start, mention.end)
        span = doc.char_span(start, end, label=mention.key, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans["features"] = sorted(spans, key=lambda span: span.start)
    return doc


@cache
def pipeline() -> Language:
    """The pipeline, built once a process (about a second, most of it importing spaCy)."""
    nlp = spacy.blank("xx")
    nlp.tokenizer = NoteTokenizer(nlp.vocab)
    for name in ("note", *families.FAMILIES, "spans"):
        nlp.add_pipe(f"carnet_{name}")
    return nlp


def read_note(text: str) -> Note:
    """The note of a text, read by every family. Without tokens, which only `doc.spans` needs and which cost a tenth of the reading; so no
    word of the text stays in the vocabulary that all documents share."""
    doc = Doc(pipeline().vocab, user_data={TEXT: text})
    note: Note = pipeline()(doc, disable=["carnet_spans"]).user_data[NOTE]
    return note
