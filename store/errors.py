"""What the store refuses or cannot do.

StoreError               every error below; `sentence` is what to show
├── Unavailable          the database cannot be opened, read or written (full, locked, read-only, damaged...)
├── Conflict             the row has changed since the caller read it
├── KeyLost              identities cannot be read: the key is missing, wrong, or the data altered
├── NameRefused          a user's name is empty or already taken
└── TextChanged          surrogates are no longer where they were put
"""

from __future__ import annotations


class StoreError(Exception):
    """`StoreError("Le disque est plein.").sentence == "Le disque est plein."`

    The sentence is French, says what is wrong and what to do, and never holds a patient's data.
    """

    @property
    def sentence(self) -> str:
        return str(self)


class Unavailable(StoreError):
    """`Unavailable("Le disque est plein : ...")`: nothing was written; what the person typed is still on screen."""


class Conflict(StoreError):
    """`Conflict()`: another person saved this row first; the row is as they left it."""

    def __init__(self) -> None:
        super().__init__(
            "Quelqu'un d'autre a modifié ces données depuis que vous les avez ouvertes : "
            "rechargez-les, puis refaites votre modification."
        )


class KeyLost(StoreError):
    """`KeyLost("La clé des identités est introuvable...")`: the identities stay encrypted, none is lost or invented."""


class NameRefused(StoreError):
    """`NameRefused("Ce nom est déjà pris...")`: no user was created or renamed."""


class TextChanged(StoreError):
    """`TextChanged()`: the text was edited, so identifying words cannot be put back at the places recorded."""

    def __init__(self) -> None:
        super().__init__(
            "Le texte a changé depuis que les mots identifiants ont été masqués : "
            "ils ne peuvent pas être remis en place. Vérifiez le texte, puis masquez-le de nouveau."
        )
