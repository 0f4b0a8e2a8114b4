"""Masking: no word that identifies somebody stands in the text of a notebook, in what is edited there, or in the codes beside it.

>>> masked, hidden = deidentify(text, identifiers_of(text))
>>> len(masked) == len(text), hidden[0].text
(True, 'DELVAUX')
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dossier.notebook import Notebook
from matching.case import Evidence, Identifier
from matching.catalogue import catalogue
from matching.coded import Coded
from matching.reading import identifiers_of
from store.surrogates import Original, follow, originals, rejoin, surrogate


def deidentify(text: str, found: Iterable[Identifier]) -> tuple[str, tuple[Original, ...]]:
    """The text with its identifying words replaced by surrogates of the same length, and the words that were there."""
    spans = [(item.start, item.end, item.kind) for item in found]
    return surrogate(text, spans), originals(text, spans)


def rewrite(notebook: Notebook, text: str) -> None:
    """The summary as edited on its masked text: words masked before stay so where they still stand, new identifying words are masked too."""
    kept = follow(notebook.text, text, notebook.originals)
    real = rejoin(text, kept)
    spans = {(item.start, item.end, item.kind) for item in kept} | {
        (item.start, item.end, item.kind) for item in identifiers_of(real)
    }
    notebook.write(surrogate(real, spans), originals(real, spans))


def without_names(coded: Coded) -> Coded:
    """The codes without a word that identifies: proofs of treatments masked as the text is, free texts left to the text."""

    def hidden(proof: Evidence) -> Evidence:
        return replace(proof, text=deidentify(proof.text, identifiers_of(proof.text))[0])

    acts = tuple(replace(act, evidence=tuple(map(hidden, act.evidence))) for act in coded.treatments)
    free = tuple(one.key for one in coded.features if catalogue()[one.key].type == "text" and one.key != "patient.postcode")
    kept = tuple(one for one in coded.features if one.key not in free)
    return replace(coded, features=kept, treatments=acts, in_words=free)
