"""A document as CDA R2 level 3 (CI-SIS): words for people, codes for machines, the same content.

>>> write(frcp, case, Decision())[:38]
b"<?xml version='1.0' encoding='UTF-8'?>"
"""

from __future__ import annotations

import datetime
import uuid

from lxml import etree

from dossier.decision import Decision
from dossier.exports import cda_frcp, cda_pps
from dossier.exports.cda_blocks import E, number, once
from dossier.exports.cda_header import Edition, header
from dossier.items import ProposedDocument
from dossier.meeting import Hearing
from dossier.programme import Programme
from matching.case import Case
from store.identity import Identity


def write(
    document: ProposedDocument,
    case: Case,
    decision: Decision,
    identity: Identity | None = None,
    edition: Edition | None = None,
    at: datetime.datetime | None = None,
    hearing: Hearing | None = None,
    programme: Programme | None = None,
    frcp: uuid.UUID | None = None,
) -> bytes:
    """The document in UTF-8. Without `identity`, the patient is a local identifier; without `edition`, this is the first one.

    `at` is when it is written (now), with a time zone; `hearing` how the case came before its meeting; `programme` what people entered
    of the care programme, and `frcp` the id of the FRCP that left last, for a PPS.
    """
    hearing, programme = hearing or Hearing(), programme or Programme()
    edition = edition or Edition()
    moment = at or datetime.datetime.now().astimezone()
    if document.kind == "frcp":
        components = cda_frcp.body(document, case, decision, hearing)
    else:
        components = cda_pps.body(document, case, decision, programme, frcp)
    root = E.ClinicalDocument(*header(document, case, decision, identity or Identity(), edition, moment, hearing, programme))
    root.append(E.component(E.structuredBody(*components)))
    once(root)
    number(root, edition.document_id)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
