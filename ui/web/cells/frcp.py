"""Cell 6: the FRCP as it can be proposed, the decision, and the document to download."""

from __future__ import annotations

from ui.web import document
from ui.web.cells import decision
from ui.web.downloads import downloads
from ui.web.opened import notebook


def show() -> None:
    proposed = notebook().output("frcp")
    decision.show()
    downloads(proposed)
    document.show(proposed)
