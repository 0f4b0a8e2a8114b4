"""Typed errors of the rooms, as the one sentence a person reads."""

from __future__ import annotations

import os

from guidelines import RuleFileError
from matching.case import CaseError
from matching.criteria.condition import ConditionError
from matching.data_files import VocabularyError
from matching.document import DocumentError
from store.errors import StoreError
from trials.model import TrialFault

KNOWN = (CaseError, ConditionError, DocumentError, RuleFileError, StoreError, TrialFault, VocabularyError)


def sentence_of(error: Exception) -> str | None:
    """The sentence to show for an error; None when CARNET_DEBUG asks for its trace instead."""
    if isinstance(error, KNOWN):
        return getattr(error, "sentence", None) or str(error)
    if os.environ.get("CARNET_DEBUG") == "1":
        return None
    # The message of an unforeseen error may hold words of the case: only its kind is told.
    return f"erreur inattendue ({type(error).__name__}) ; relancer avec CARNET_DEBUG=1 sur un cas fictif pour la signaler"
