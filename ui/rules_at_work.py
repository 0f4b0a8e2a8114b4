"""The rules that a terminal works with: the same as the application's, those of the network over the shipped ones."""

from __future__ import annotations

from guidelines import RuleBase
from guidelines.workbench import in_force
from store.engine import engine, reading
from store.migrations import migrate
from store.settings import database_url
from ui.output import say


def rules_at_work() -> RuleBase:
    """The rule base in force on this machine; a file of the network that cannot be read is told, and says nothing."""
    migrate(database_url(), "dossiers")
    with reading(engine(database_url())) as session:
        found = in_force(session)
    for fault in found.faults:
        say(str(fault))
    return found.base
