"""What trials ask of a patient's background beside the comorbidities: which autoimmune disease, allergies to medicines, abuse of a substance.

    "Polyarthrite rhumatoïde. Allergie au paclitaxel. Éthylisme chronique."
    autoimmune_diseases present rheumatoid_arthritis, allergies present paclitaxel, substance_abuse true

An abuse said to be past is not told as one of today.
"""

from __future__ import annotations

import re

from matching.data_files import load_yaml
from matching.reading.note import Note
from matching.reading.qualifiers import qualify
from matching.reading.resolve import COMPLETE
from matching.reading.sought import Sought

_WORDS = load_yaml("vocabulary/background.yaml")
_KINDS = [(kind, re.compile(words)) for kind, words in _WORDS["autoimmune"].items()]
_UNNAMED = re.compile(_WORDS["unnamed"])
_NO_ALLERGY, _ALLERGIC_TO, _SUBSTANCE = (Sought(_WORDS[name]) for name in ("no_allergy", "allergic_to", "substance"))
_OVER = re.compile(_WORDS["over"])
_AROUND = 30  # characters: how far the words stand that say that it is over


def read(note: Note) -> None:
    _autoimmune(note)
    for found in _NO_ALLERGY.finditer(note):
        note.say("patient.allergies", COMPLETE, *found.span())
    for found in _ALLERGIC_TO.finditer(note):
        named = next(iter(note.anchors_between("drug", found.end(), found.end() + 1)), None)
        if named and qualify(note, *found.span()).status == "present":
            note.say("patient.allergies", named.id, found.start(), named.end)
    for found in _SUBSTANCE.finditer(note):
        axes = qualify(note, *found.span())
        around = note.plain[max(0, found.start() - _AROUND) : found.start()], note.plain[found.end() : found.end() + _AROUND]
        if axes.experiencer == "patient" and axes.status in ("present", "negated") and not any(map(_OVER.search, around)):
            note.say("patient.substance_abuse", axes.status == "present", *found.span())


def _autoimmune(note: Note) -> None:
    """The name of each autoimmune disease that the comorbidities hold."""
    told = [
        one
        for one in note.mentions
        if one.key == "patient.comorbidities" and one.value == "autoimmune_disease" and one.status == "present"
    ]
    for mention in told:
        words = note.plain[mention.start : mention.end].strip()
        if not _UNNAMED.fullmatch(words):
            kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(words)), "other_autoimmune")
            note.say("patient.autoimmune_diseases", kind, mention.start, mention.end, date=mention.date)
