"""The FRCP as it can be proposed, how it is heard, the decision, and the document to download."""

from __future__ import annotations

from ui.web import document
from ui.web.cells import decision, hearing, identity
from ui.web.downloads import downloads
from ui.web.opened import notebook


def show() -> None:
    proposed = notebook().output("frcp")
    hearing.show()
    decision.show()
    identity.show()
    downloads("frcp")
    document.show(proposed)
