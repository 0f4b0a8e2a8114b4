"""Letters that ask for what is missing, days before the meeting: one for each person or service who can answer.

    >>> [(letter.to, len(letter.questions)) for letter in letters(case, found, hearing)]
    [('pathology', 2), ('biology', 1)]

A letter says which values are wanted and what they decide; who the patient is comes with the document that leaves, never here.
"""

from __future__ import annotations

from dataclasses import dataclass

from dossier.items import Item, ProposedDocument, Section
from dossier.meeting import Hearing
from dossier.phrases import feature_words
from guidelines import Recommendations
from guidelines.questions import Question
from matching.case import Case
from matching.catalogue import catalogue
from matching.words import date_words

# To whom, and how a letter to them begins.
RECIPIENTS = {
    "pathology": (
        "Anatomie et cytologie pathologiques",
        "Pouvez-vous nous communiquer, ou compléter sur le prélèvement disponible :",
    ),
    "imaging": ("Imagerie", "Pouvez-vous nous communiquer, ou réaliser si cela n'a pas été fait :"),
    "biology": ("Biologie médicale", "Pouvez-vous nous communiquer les résultats récents de :"),
    "patient": ("Consultation", "À demander au patient ou à rechercher en consultation :"),
    "team": ("Équipe", "À préciser avant la réunion :"),
}


@dataclass(frozen=True)
class Letter:
    """`to` is one of RECIPIENTS; `before` the date of the meeting (ISO), "" where none is known."""

    to: str
    questions: tuple[Question, ...]
    about: str
    before: str = ""

    @property
    def recipient(self) -> str:
        return RECIPIENTS[self.to][0]

    def text(self) -> str:
        """The letter in words, without identity, to paste in a message."""
        meeting = f" du {date_words(self.before)}" if self.before else ""
        wanted = "\n".join(
            f"- {_wanted(one)}{' (périmé : résultat plus récent)' if one.reason == 'périmé' else ''}" for one in self.questions
        )
        return (
            f"Objet : informations pour la réunion de concertation pluridisciplinaire{meeting}\n\n"
            f"Dossier : {self.about}.\n\n{RECIPIENTS[self.to][1]}\n{wanted}\n\n"
            "Ces éléments peuvent changer la proposition de traitement. Avec nos remerciements."
        )

    def document(self) -> ProposedDocument:
        """The letter as a document to write in Word or PDF."""
        day = date_words(self.before) if self.before else "la réunion"
        about = Section("about", "Dossier", (Item("about", "Cas", self.about), Item("before", "Avant", day)))
        items = tuple(Item(f"q{index}", "Demande", _wanted(one)) for index, one in enumerate(self.questions, start=1))
        sections = (about, Section("asked", RECIPIENTS[self.to][1].rstrip(" :"), items))
        return ProposedDocument("letter", f"Demande d'informations — {self.recipient}", sections)


def letters(case: Case, found: Recommendations, hearing: Hearing) -> list[Letter]:
    """The letters, in the order of RECIPIENTS, of the questions that the recommendations ask."""
    before = hearing.meeting.date if hearing.meeting else ""
    about = ", ".join(
        feature_words(key, value)
        for key in ("tumour.type", "patient.sex", "patient.age")
        if (value := case.value(key)) is not None
    )
    by_person = {to: tuple(one for one in found.missing if one.asked_of == to) for to in RECIPIENTS}
    return [Letter(to, asked, about or "tumeur à préciser", before) for to, asked in by_person.items() if asked]


def _wanted(one: Question) -> str:
    """'Polynucléaires neutrophiles': a value is asked for by its name, the rest by its question."""
    name = catalogue()[one.feature].fr
    return name if one.question == f"{name} ?" else one.question
