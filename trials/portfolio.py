"""The centre's own portfolio: what it says of its trials goes before the registries, and they come first in lists.

>>> with session(engine(registry_url())) as opened:
...     replace_portfolio(opened, read_portfolio(Path("portefeuille.xlsx")))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from trials.model import Cohort, Contact, LocalTrial, fingerprint
from trials.tables import PortfolioTrial


def portfolio(session: Session) -> list[LocalTrial]:
    """The trials of the portfolio, in the order of the file last imported."""
    return [
        _from_json(dict(record)) for record in session.exec(select(PortfolioTrial.record).order_by(col(PortfolioTrial.position)))
    ]


def replace_portfolio(session: Session, trials: Iterable[LocalTrial]) -> int:
    """`replace_portfolio(s, [LocalTrial("NCT01234567", "RECRUITING")])` -> 1: the whole portfolio, in the place of the former."""
    session.execute(delete(PortfolioTrial))
    rows = [PortfolioTrial(id=each.id, position=position, record=asdict(each)) for position, each in enumerate(trials)]
    session.add_all(rows)
    session.flush()
    return len(rows)


def state(session: Session) -> str:
    """Changes when the portfolio does: for whoever keeps in memory what was computed with it."""
    return fingerprint([asdict(each) for each in portfolio(session)])


def _from_json(record: dict[str, Any]) -> LocalTrial:
    return LocalTrial(
        **record
        | {
            "cohorts": tuple(Cohort(**each) for each in record["cohorts"]),
            "investigator": Contact(**record["investigator"]),
            "coordinator": Contact(**record["coordinator"]),
            "inclusions": tuple(record["inclusions"]),
            "exclusions": tuple(record["exclusions"]),
        }
    )
