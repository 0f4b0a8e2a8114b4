"""A page without a browser: going to it, and everything it says."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from dossier.dossiers import OpenDossier, open_dossier
from store.engine import reading
from ui.web import databases, resources

VALIDATE = "Valider au nom de Dr Anne Exemple"


def show(page: AppTest, screen: str, **query: str) -> AppTest:
    """Goes to a page, as its address would."""
    page.run()
    page.switch_page(f"ui/web/screens/{screen}.py")
    page.query_params.clear()
    page.query_params.update(query)
    return page.run()


def texts(page: AppTest) -> str:
    """Everything the page says, whatever says it; spaces at which a line must not end are plain ones."""
    said = [
        *page.markdown,
        *page.caption,
        *page.error,
        *page.warning,
        *page.info,
        *page.success,
        *page.title,
        *page.header,
        *page.text,
    ]
    html = [element.proto.body for element in page.get("html")]
    return "\n".join([*(str(element.value) for element in said), *html]).replace("\u00a0", " ")


def press(page: AppTest, label: str) -> AppTest:
    """Presses the button that bears these words."""
    return next(button for button in page.button if button.label == label).click().run()


def stored(dossier: OpenDossier) -> OpenDossier:
    """The dossier as the database holds it now."""
    with reading(databases.dossiers()) as read:
        return open_dossier(read, dossier.id, resources.sources())
