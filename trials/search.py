"""Full-text search of the registry. What only SQLite (FTS5) or only PostgreSQL understands stands in this file alone.

The index is made from the trials and can be thrown away. Words are folded before they are indexed (no case, no accents, œ as oe),
so "Mélanome" finds "melanome" on either database.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import inspect, text
from sqlmodel import Session

from trials.model import Trial
from trials.terms import expand, tokenise

# Columns of the index with their weight: (name, SQLite's bm25 weight, PostgreSQL's weight class).
_COLUMNS = (
    ("identifiers", 12.0, "A"),
    ("title", 10.0, "A"),
    ("conditions", 8.0, "A"),
    ("interventions", 8.0, "B"),
    ("summary", 3.0, "C"),
    ("eligibility", 1.0, "D"),
)
_NAMES = ", ".join(name for name, _, _ in _COLUMNS)
# From this length on a word also finds those it begins ("cancer" finds "cancers").
_PREFIX_FROM = 4


@dataclass(frozen=True)
class Hit:
    """`Hit("ctgov/NCT00490139", "NCT00490139", "ALTTO…", "COMPLETED", 8.1)`: the higher the score, the better."""

    trial_key: str
    id: str
    title: str | None
    status: str | None
    score: float


def search(session: Session, words: str, country: str | None = None, status: str | None = None, limit: int = 50) -> list[Hit]:
    """`search(s, "cancer du sein trastuzumab", country="France")`: the trials which hold all the words, best first.

    Where none holds them all, those which hold some. A French word also finds the English ones that name the same tumour or
    drug. `country` is an English name ("France"), `status` a registry's word ("RECRUITING"). No words find nothing.
    """
    asked = expand(words)
    if not asked or not inspect(session.connection()).has_table("fts_trials"):
        return []
    return _find(session, asked, " AND ", country, status, limit) or _find(session, asked, " OR ", country, status, limit)


def prepare(session: Session) -> None:
    """Makes the index where there is none."""
    if inspect(session.connection()).has_table("fts_trials"):
        return
    if _on_sqlite(session):
        session.execute(text(f"CREATE VIRTUAL TABLE fts_trials USING fts5({_NAMES}, tokenize='unicode61 remove_diacritics 2')"))
        return
    columns = ", ".join(f"{name} text NOT NULL" for name, _, _ in _COLUMNS)
    vector = " || ".join(f"setweight(to_tsvector('simple', {name}), '{weight}')" for name, _, weight in _COLUMNS)
    session.execute(
        text(
            f"CREATE TABLE IF NOT EXISTS fts_trials (rowid integer PRIMARY KEY, {columns}, "
            f"words tsvector GENERATED ALWAYS AS ({vector}) STORED)"
        )
    )
    session.execute(text("CREATE INDEX IF NOT EXISTS ix_fts_trials_words ON fts_trials USING gin (words)"))


def index(session: Session, number: int, trial: Trial) -> None:
    """Puts a trial's words in the index under its row number, in the place of those it had."""
    forget(session, [number])
    values: dict[str, list[str | None]] = {
        "identifiers": [trial.id, *trial.xrefs, *trial.other_ids, trial.acronym],
        "title": [trial.title, trial.official_title, trial.title_fr],
        "conditions": [*trial.conditions, *trial.keywords, *trial.mesh],
        "interventions": [name for each in trial.interventions for name in (each.name, *each.other_names)],
        "summary": [trial.summary],
        "eligibility": [trial.eligibility_text],
    }
    places = ", ".join(f":{name}" for name, _, _ in _COLUMNS)
    session.execute(
        text(f"INSERT INTO fts_trials (rowid, {_NAMES}) VALUES (:number, {places})"),  # noqa: S608 (names of this file)
        {"number": number} | {name: " ".join(tokenise(" ".join(filter(None, parts)))) for name, parts in values.items()},
    )


def forget(session: Session, numbers: Iterable[int]) -> None:
    """Takes trials out of the index, by their row numbers."""
    for number in numbers:
        session.execute(text("DELETE FROM fts_trials WHERE rowid = :number"), {"number": number})


def _on_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"


def _find(
    session: Session, asked: list[tuple[str, ...]], joint: str, country: str | None, status: str | None, limit: int
) -> list[Hit]:
    if _on_sqlite(session):
        weights = ", ".join(str(weight) for _, weight, _ in _COLUMNS)
        score, matches = f"-bm25(fts_trials, {weights})", "fts_trials MATCH :query"
        query = joint.join(_either(map(_sqlite_term, alternatives), " OR ") for alternatives in asked)
    else:
        score, matches = "ts_rank(words, to_tsquery('simple', :query))", "words @@ to_tsquery('simple', :query)"
        marks = {" AND ": " & ", " OR ": " | "}
        query = marks[joint].join(_either(map(_postgresql_term, alternatives), " | ") for alternatives in asked)
    conditions = [matches]
    if country:
        conditions.append("EXISTS (SELECT 1 FROM trial_countries c WHERE c.trial_key = trials.key AND c.country = :country)")
    if status:
        conditions.append("trials.status = :status")
    # What the user typed goes through parameters: only constants of this file are pasted in.
    statement = (
        f"SELECT trials.key, trials.id, trials.title, trials.status, {score} AS score "  # noqa: S608
        f"FROM fts_trials JOIN trials ON trials.number = fts_trials.rowid WHERE {' AND '.join(conditions)} "
        "ORDER BY score DESC, trials.key LIMIT :limit"
    )
    values = {"query": query, "country": country, "status": status, "limit": limit}
    return [Hit(*row) for row in session.execute(text(statement), values)]


def _either(terms: Iterable[str], mark: str) -> str:
    return f"({mark.join(terms)})"


def _sqlite_term(phrase: str) -> str:
    # Tokens hold letters and digits only, so the quotes cannot be closed from inside.
    return f'"{phrase}"' + ("*" if len(phrase.split()[-1]) >= _PREFIX_FROM else "")


def _postgresql_term(phrase: str) -> str:
    tokens = phrase.split()
    last = tokens[-1] + (":*" if len(tokens[-1]) >= _PREFIX_FROM else "")
    return f"({' <-> '.join([*tokens[:-1], last])})"
