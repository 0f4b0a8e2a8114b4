"""A dossier as a Jupyter notebook that runs: the de-identified text, the corrections of people, and a cell for each view.

    >>> json.loads(write(notebook))["nbformat"]
    4

It runs where the program is installed (`from dossier import Notebook`), on that machine's rules and registry. No identity leaves with it.
"""

from __future__ import annotations

import json
from typing import Any

from dossier.notebook import Notebook

VIEWS = (
    ("Le texte et les mots qui prouvent chaque valeur", "display.text(notebook)"),
    ("La frise de la maladie", "display.timeline(notebook)"),
    ("Les caractéristiques", "display.features(notebook)"),
    ("Les propositions des référentiels", "display.recommendations(notebook)"),
    ("Les essais cliniques", "display.trials(notebook)"),
    ("La FRCP", 'display.document(notebook, "frcp")'),
    ("Le PPS", 'display.document(notebook, "pps")'),
)


def write(notebook: Notebook) -> bytes:
    """The notebook in nbformat 4.5, in UTF-8, its cells not executed."""
    record = notebook.to_json() | {"seen": None, "counts": {}, "signed_meeting": None}
    opening = (
        "from dossier import Notebook, Sources, display\n\n"
        f"record = {record!r}\n"
        "notebook = Notebook.from_json(record, Sources.local())\n"
        "notebook.run_all()"
    )
    cells = [_markdown("# Dossier", "title"), _code(opening, "open")]
    for number, (title, call) in enumerate(VIEWS, start=1):
        cells += [_markdown(f"## {title}", f"title-{number}"), _code(call, f"view-{number}")]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    return json.dumps(made, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _markdown(text: str, id: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": text}


def _code(text: str, id: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": id, "metadata": {}, "source": text, "execution_count": None, "outputs": []}
