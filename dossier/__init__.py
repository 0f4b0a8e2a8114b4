"""The notebook of a case and what comes out of it: FRCP and PPS proposals, decisions, exports.

>>> from dossier import Notebook
"""

from dossier import display
from dossier.decision import Decision, DecisionError
from dossier.frcp import propose_frcp
from dossier.items import Item, ProposedDocument, Section
from dossier.notebook import Notebook
from dossier.pps import propose_pps
from dossier.steps import STEPS, Sources

__all__ = [
    "STEPS",
    "Decision",
    "DecisionError",
    "Item",
    "Notebook",
    "ProposedDocument",
    "Section",
    "Sources",
    "display",
    "propose_frcp",
    "propose_pps",
]
