"""The words of data/vocabulary/english.yaml, and the English names of tumours: what each is in French.

>>> words()["without evidence of"], words()["lung cancers"], table("months", "March")
('pas de', 'cancer du poumon', 'mars')
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from matching.data_files import load_yaml
from matching.reading.letters import bare
from matching.reading.phrases import either
from matching.tumour_types import TumourType, tumour_types


@cache
def vocabulary() -> dict[str, Any]:
    """The file as it is."""
    return dict(load_yaml("vocabulary/english.yaml"))


@cache
def words() -> dict[str, str]:
    """English form, in the singular and in the plural -> French words. A form that is written goes before a plural made here ("mrs")."""
    said = {form: french for french, forms in vocabulary()["words"].items() for form in forms}
    known = {**tumour_names(), **said}
    return {f"{form}s": french for form, french in known.items()} | known


@cache
def tumour_names() -> dict[str, str]:
    """Names of tumours of several words, which the French reader would find by parts; "breast ca" is a breast cancer."""
    known = {
        form.lower(): _french_name(tumour)
        for tumour in tumour_types().values()
        for form in tumour.en
        if " " in form and tumour.fr
    }
    return known | {f"{form.removesuffix('cancer')}ca": french for form, french in known.items() if form.endswith(" cancer")}


def _french_name(tumour: TumourType) -> str:
    """Its label where that is read as it stands, else the first of its names."""
    label = bare(tumour.label.replace("œ", "oe")).lower()
    return label if label in {bare(form).lower() for form in tumour.fr} else bare(tumour.fr[0])


@cache
def organs() -> dict[str, dict[str, Any]]:
    """English name -> how the organ is said in French: `of`, `is`, and whether it is feminine (`f`)."""
    return {form: organ for organ in vocabulary()["organs"] for form in organ["en"]}


@cache
def sites() -> dict[str, str]:
    """English word -> the adjective that follows "métastases"."""
    return {form: site for site, forms in vocabulary()["sites"].items() for form in forms}


def table(name: str, word: str) -> str:
    """The French word of a small table."""
    known = {form: french for french, forms in vocabulary()[name].items() for form in forms}
    return str(known[singular(word, known)])


def singular(word: str, known: Iterable[str]) -> str:
    """A word as the vocabulary has it, wherever its line breaks."""
    lower = " ".join(word.lower().split()).rstrip(".")
    return lower if lower in known else lower.removesuffix("s")


def any_of(forms: Iterable[str]) -> str:
    """A pattern of any of these forms, the longest first; a line may break between two words."""
    return either(forms).replace(" ", r"\s")
