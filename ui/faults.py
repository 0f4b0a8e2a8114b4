"""Typed errors of the rooms, as the one sentence a person reads."""

from __future__ import annotations

import os
import re

import typer

from guidelines import RuleFileError
from guidelines.workbench import WorkbenchError
from matching.criteria.condition import ConditionError
from matching.data_files import VocabularyError
from matching.document import DocumentError
from matching.value import CaseError
from store.errors import StoreError
from trials.model import TrialFault
from trials.sources.http import RegistryFault

KNOWN = (
    CaseError,
    ConditionError,
    DocumentError,
    RegistryFault,
    RuleFileError,
    StoreError,
    TrialFault,
    VocabularyError,
    WorkbenchError,
)

# What the command line library says of a command it cannot take, and how we say it.
USAGE = (
    (r"No such option: (\S+)", "option inconnue « {} »"),
    (r"No such command '([^']*)'", "commande inconnue « {} »"),
    (r"Missing command", "il manque la commande"),
    (r"Missing (?:argument|option|parameter) '([^']*)'", "il manque « {} »"),
    (r"Option '([^']*)' requires", "l'option « {} » attend une valeur"),
    (r"Invalid value for '([^']*)'", "valeur refusée pour « {} »"),
    (r"Got unexpected extra arguments? \(([^)]*)\)", "« {} » est de trop"),
)


def sentence_of(error: Exception) -> str | None:
    """The sentence to show for an error; None when CARNET_DEBUG asks for its trace instead."""
    if isinstance(error, typer.TyperException):
        return _usage_sentence(error)
    if isinstance(error, KNOWN):
        return getattr(error, "sentence", None) or str(error)
    if os.environ.get("CARNET_DEBUG") == "1":
        return None
    # The message of an unforeseen error may hold words of the case: only its kind is told.
    return f"erreur inattendue ({type(error).__name__}) ; relancer avec CARNET_DEBUG=1 sur un cas fictif pour la signaler"


def _usage_sentence(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    described = error.format_message() if hasattr(error, "format_message") else str(error)
    found = ((re.search(pattern, described), french) for pattern, french in USAGE)
    told = next((french.format(*match.groups()) for match, french in found if match), "commande mal écrite")
    return f"{told} ; voir « {context.command_path if context else 'carnet'} --help »"
