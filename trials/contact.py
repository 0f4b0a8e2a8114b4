"""Whom to ask about a trial, and a message ready to send. It is made of what registries publish only: no case comes in here.

>>> message(trial, site).subject
'Essai NCT01234567 : inclusions ouvertes dans votre centre ?'
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from trials.model import Contact, Site, Trial


@dataclass(frozen=True)
class Message:
    """`Message(("investigateur@hopital.example",), "Essai …", "Bonjour,…")`; `to` is empty where no address is published."""

    to: tuple[str, ...]
    subject: str
    body: str

    @property
    def link(self) -> str:
        """A mailto: address, which opens the message in the reader's own program."""
        return f"mailto:{quote(','.join(self.to), safe='@,.+-_')}?subject={quote(self.subject)}&body={quote(self.body)}"


def contacts(trial: Trial, site: Site | None = None) -> tuple[Contact, ...]:
    """Whom to write to or to call, the nearest to the patient first: our centre where the trial is in its portfolio, the site, the sponsor."""
    ours = (trial.local.coordinator, trial.local.investigator) if trial.local and trial.local.is_open else ()
    found = [*ours, *(site.contacts if site else ()), *trial.contacts]
    return tuple(dict.fromkeys(each for each in found if each.phone or each.email))


def message(trial: Trial, site: Site | None = None) -> Message:
    """The question to a centre, or to the sponsor where no site is given, in French; a person reads it over and sends it."""
    known = contacts(trial, site)
    first = next((each.email for each in known if each.email), None)
    centre = ", ".join(filter(None, (site.name, site.city))) if site else ""
    where = f" dans votre centre ({centre})" if centre else ""
    title = trial.title_fr or trial.title
    named = f"{trial.id} (« {title} »)" if title and title != trial.id else trial.id
    others = f"\nAutres numéros de l'essai : {', '.join(trial.xrefs)}." if trial.xrefs else ""
    body = f"""Bonjour,

Notre réunion de concertation pluridisciplinaire envisage de proposer un patient pour l'essai {named}.{others}

Pourriez-vous nous dire :
- si les inclusions sont ouvertes{where}, et dans quelles cohortes ;
- s'il reste des places, et dans quel délai une sélection est possible ;
- qui joindre, et par quelle messagerie sécurisée de santé adresser le dossier.

Ce message ne contient aucune donnée de patient ; merci de ne pas en demander par ce canal.

Cordialement,
"""
    return Message(
        (first,) if first else (), f"Essai {trial.id} : inclusions ouvertes{' dans votre centre' if centre else ''} ?", body
    )
