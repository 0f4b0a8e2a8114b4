"""The cells of the notebook, in order: what each needs and how it is computed from those before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dossier.frcp import propose_frcp
from dossier.ppac import NoAftercare, propose_ppac
from dossier.pps import propose_pps
from guidelines import Recommendations, RuleBase, recommend
from guidelines.inquiry import inquire
from guidelines.workbench import in_force
from matching.case import Case, Evidence
from matching.catalogue import catalogue
from matching.coded import over_codes
from matching.reading import read
from store.engine import engine, reading
from store.migrations import migrate
from store.settings import database_url, registry_url
from store.surrogates import rejoin, surrogate
from trials.formalised import FormalisedTrial, formalised_trials
from trials.match import TrialMatch, match_case
from trials.sites import Place, locate

if TYPE_CHECKING:
    from dossier.notebook import Notebook


@dataclass(frozen=True)
class Sources:
    """What a notebook is computed against: the rules in force, the trials of the registry, the patient's place where it is known.

    `registry` names the state of the registry: where it changes, trials are to be matched again.
    """

    rules: RuleBase
    trials: tuple[FormalisedTrial, ...] = ()
    near: str = ""
    registry: str = ""

    @classmethod
    def local(cls) -> Sources:
        """The rules in force and the open trials of this machine's registry: what the application works with."""
        migrate(registry_url(), "registry")
        migrate(database_url(), "dossiers")
        with reading(engine(database_url())) as session:
            rules = in_force(session).base
        with reading(engine(registry_url())) as session:
            return cls(rules, tuple(formalised_trials(session, open_only=True)))

    def digest(self, name: str) -> list[object]:
        """What makes a cell stale beside the cells before it."""
        if name == "recommendations":
            return [self.rules.state, *((one.id, one.version, one.status) for one in self.rules.guidelines)]
        return [self.near, len(self.trials), self.registry] if name == "trials" else []


@dataclass(frozen=True)
class Step:
    """A computed cell: its French title, the cells it needs, and its function of the notebook."""

    title: str
    needs: tuple[str, ...]
    compute: Callable[[Notebook], Any]
    decides: bool = False  # depends on the decision of the meeting


def _features(notebook: Notebook) -> Case:
    """The text is read with its real words; what is kept and shown are the masked ones, at the same offsets."""
    words = rejoin(notebook.text, notebook.originals) if notebook.originals else notebook.text
    case = over_codes(read(words, "dossier", notebook.date), notebook.coded)
    return _masked(case, notebook) if notebook.originals else case


def _masked(case: Case, notebook: Notebook) -> Case:
    """The case whose proofs, free texts and warnings show the masked words."""

    def shown(proofs: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(item if item.element else replace(item, text=notebook.text[item.start : item.end]) for item in proofs)

    def hidden(words: str) -> str:
        for original in sorted(notebook.originals, key=lambda one: -len(one.text)):
            words = words.replace(original.text, surrogate(original.text, [(0, len(original.text), original.kind)]))
        return words

    def free_text(key: str) -> bool:
        return catalogue()[key].type == "text" and key != "patient.postcode"

    features = {
        key: replace(
            feature,
            evidence=shown(feature.evidence),
            value=hidden(feature.value) if free_text(key) and isinstance(feature.value, str) else feature.value,
        )
        for key, feature in case.features.items()
    }
    treatments = tuple(replace(record, evidence=shown(record.evidence)) for record in case.treatments)
    return replace(case, features=features, treatments=treatments, warnings=tuple(map(hidden, case.warnings)))


def _case(notebook: Notebook) -> Case:
    case = notebook.case
    if case is None:
        raise ValueError("no case yet")
    return case


def _recommendations(notebook: Notebook) -> Recommendations:
    """What the rules say, with the questions that are proved to matter in the place of those that they leave open."""
    case, rules = _case(notebook), notebook.sources.rules
    return replace(recommend(case, rules), missing=inquire(case, rules).questions)


def _trials(notebook: Notebook) -> list[TrialMatch]:
    case = _case(notebook)
    return match_case(case, notebook.sources.trials, place_of(case, notebook.sources.near), overrides=notebook.overrides)


def place_of(case: Case, near: str) -> Place | None:
    """Where the patient lives, for distances: the postcode of the case, else the one that was typed."""
    where = case.value("patient.postcode") or near
    return locate(str(where)) if where else None


def _frcp(notebook: Notebook) -> Any:
    found, trials = notebook.output("recommendations"), notebook.output("trials") or []
    return propose_frcp(_case(notebook), found, trials, notebook.decision, notebook.hearing)


def _pps(notebook: Notebook) -> Any:
    return propose_pps(
        _case(notebook), notebook.output("recommendations"), notebook.decision, notebook.programme, notebook.presentation
    )


def _ppac(notebook: Notebook) -> Any:
    """None while there is no after-cancer programme for this case."""
    try:
        return propose_ppac(_case(notebook), notebook.output("recommendations"), notebook.programme)
    except NoAftercare:
        return None


STEPS: dict[str, Step] = {
    "features": Step("Caractéristiques", ("summary",), _features),
    "recommendations": Step("Propositions des référentiels", ("features",), _recommendations),
    "trials": Step("Essais cliniques", ("features",), _trials),
    "frcp": Step("FRCP", ("features", "recommendations", "trials"), _frcp, decides=True),
    "pps": Step("PPS", ("features", "recommendations"), _pps, decides=True),
    "ppac": Step("PPAC", ("features", "recommendations"), _ppac),
}
