"""A document in the network's own Word template: the template says where each text goes, the program fills it.

    >>> fill(template, frcp, ("Mme Jeanne DUPONT",))[:2]
    b'PK'

A template is a .docx with fields in double braces: {{ titre }}, {{ bandeau }}, {{ patient }}, {{ frcp.tumour.type }} for one item, and
{% for s in sections %} ... {{ s.titre }} ... {% for i in s.lignes %} {{ i.libelle }} {{ i.texte }} {% endfor %}{% endfor %} for all of them.
Fields are filled with text alone: nothing in a case is a command of the template.
"""

from __future__ import annotations

import io
from typing import Any
from zipfile import BadZipFile

import jinja2
import jinja2.sandbox
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate

from dossier.exports.paper import to_complete
from dossier.exports.xml_text import writable
from dossier.items import Item, ProposedDocument


class TemplateError(ValueError):
    """A template that cannot be used; the message is the sentence for the user."""


def starter(kind: str) -> bytes:
    """A template to begin with: every section and item of a document of this kind, to be laid out as the network wishes."""
    word = Document()
    word.add_heading("{{ titre }}", level=1)
    word.add_paragraph("{{ bandeau }}")
    word.add_paragraph("{{ patient }}")
    word.add_paragraph("{%p for s in sections %}")
    word.add_heading("{{ s.titre }}", level=2)
    table = word.add_table(rows=3, cols=2)
    table.rows[0].cells[0].text = "{%tr for i in s.lignes %}"
    table.rows[1].cells[0].text, table.rows[1].cells[1].text = "{{ i.libelle }}", "{{ i.texte }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    word.add_paragraph("{%p endfor %}")
    word.core_properties.title = f"Modèle {kind}"
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def fill(template: bytes, document: ProposedDocument, identity: tuple[str, ...] = ()) -> bytes:
    """The template filled with a document. Raises TemplateError, naming the field that does not exist or the fault in the template."""
    environment = jinja2.sandbox.SandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)
    try:
        word = DocxTemplate(io.BytesIO(template))
        word.render(_fields(document, identity), environment)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise TemplateError("ce fichier n'est pas un modèle Word (.docx) ; l'enregistrer au format .docx") from error
    except jinja2.UndefinedError as error:
        raise TemplateError(
            f"champ inconnu dans le modèle ({error.message}) ; voir la liste des champs dans la documentation"
        ) from None
    except jinja2.TemplateError as error:
        raise TemplateError(f"le modèle a une faute d'écriture ({error}) ; vérifier les accolades de ses champs") from None
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _fields(document: ProposedDocument, identity: tuple[str, ...]) -> dict[str, Any]:
    sections = [
        {
            "titre": writable(section.title),
            "lignes": [{"libelle": writable(item.label), "texte": _text(item)} for item in section.items],
        }
        for section in document.sections
    ]
    by_id = {section.id: {item.id: _text(item) for item in section.items} for section in document.sections}
    return {
        "titre": writable(document.title),
        "bandeau": writable(document.banner),
        "patient": "\n".join(map(writable, identity)) or "identité à compléter",
        "sections": sections,
        document.kind: by_id,
    }


def _text(item: Item) -> str:
    if item.state == "empty":
        return to_complete(item.why_empty) if item.required else "non renseigné"
    return writable(item.text)
