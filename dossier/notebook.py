"""The notebook of one dossier: ordered cells with their inputs, outputs, execution count and stale mark. No Streamlit here.

    >>> notebook = Notebook.start("F 54 ans, OMS 1. CCI sein G, HER2 3+, cT2 N0 M0.", sources)
    >>> notebook.run_all()
    >>> notebook.correct("features", "patient.ecog", 2, "Dr A")
    >>> notebook.state("recommendations"), notebook.state("summary")
    ('stale', 'fresh')

A cell is stale when its inputs are no longer those it was computed with, or when a cell before it is stale. A correction is an overlay on
what was computed: it shows at once, survives recomputation and makes only the cells after it stale. A cell that fails blocks only those after it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from dossier.completeness import require_complete
from dossier.correction import Correction
from dossier.decision import Decision, DecisionError
from dossier.items import ProposedDocument
from dossier.meeting import Hearing, Meeting, Presentation
from dossier.programme import Programme
from dossier.steps import STEPS, Sources
from dossier.treatments import ADDED, decided, identified, in_words, record_words
from dossier.treatments import CELL as TREATMENTS
from matching.case import Case, Evidence, Feature
from matching.catalogue import catalogue
from matching.coded import NOT_CODED, Coded
from matching.consistency import checked, still_open
from matching.derive import derive
from matching.settled import too_old
from matching.value import value_from_json, value_to_json
from matching.words import treatment_words
from store.surrogates import Original, rejoin
from trials.overrides import Overrides

INPUT_CELLS = ("summary", "notes")


@dataclass
class CellRun:
    """The last run of a cell: how many times it ran, on what inputs, and what went wrong if something did."""

    count: int = 0
    inputs: str = ""
    error: str = ""


@dataclass
class Notebook:
    """One dossier's cells. `text` is the de-identified summary; `originals` the masked words, kept encrypted elsewhere; `coded` what the
    codes of an imported CDA say beside it.

    `meeting` is the meeting that hears the case, kept apart with its own list (dossier.meetings).
    """

    text: str
    sources: Sources
    date: datetime.date | None = None
    originals: tuple[Original, ...] = ()
    coded: Coded = NOT_CODED
    notes: str = ""
    corrections: dict[str, dict[str, Correction]] = field(default_factory=dict)
    decision: Decision = field(default_factory=Decision)
    presentation: Presentation = field(default_factory=Presentation)
    meeting: Meeting | None = None
    programme: Programme = field(default_factory=Programme)
    overrides: Overrides = field(
        default_factory=dict
    )  # what people say of trial criteria, kept apart (dossier.screening.overrides)
    automatic: bool = True
    seen: dict[str, Any] | None = None  # what was proposed when somebody last looked (dossier.changes)
    runs: dict[str, CellRun] = field(default_factory=dict)
    _outputs: dict[str, Any] = field(default_factory=dict, repr=False)

    # Inputs --------------------------------------------------------------------------------------------------------------

    @classmethod
    def start(cls, text: str, sources: Sources) -> Notebook:
        """A notebook on a text that may be shown as it is (already de-identified or fictional)."""
        return cls(text=text, sources=sources)

    def _repr_html_(self) -> str:
        """In Jupyter: the text, what was read, proposals and trials. The same object as on screen."""
        from dossier.display import whole  # the display knows the notebook, not the other way round

        return whole(self)

    def copy(self) -> Notebook:
        """The same notebook apart: what is tried on it stays there."""
        corrections = {cell: dict(paths) for cell, paths in self.corrections.items()}
        return replace(
            self,
            corrections=corrections,
            runs={name: replace(run) for name, run in self.runs.items()},
            _outputs=dict(self._outputs),
        )

    def rejoined(self) -> Notebook:
        """The same notebook on the real words, for what leaves the dossier. Its cells have not run."""
        if not self.originals:
            return replace(self, runs={}, _outputs={})
        return replace(self, text=rejoin(self.text, self.originals), originals=(), runs={}, _outputs={})

    def write(self, text: str, originals: tuple[Original, ...] = ()) -> None:
        """A new summary; corrections stay, as they are a person's."""
        self.text, self.originals = text, originals

    def correct(self, cell: str, path: str, value: Any, person: str) -> None:
        """A person's value over a computed one: a feature in JSON notation (None: not known), or the text of a document's item.

        Raises CaseError when the value cannot be one of the feature.
        """
        if cell == "features" and value is not None:
            value = value_to_json(value_from_json(catalogue(), path, value))
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self.corrections.setdefault(cell, {})[path] = Correction(value, person, at)

    def say_of_treatment(self, path: str, said: str, person: str) -> None:
        """A treatment read wrongly ("set_aside"), "received" or only "proposed", for as long as the text tells it the same (dossier.treatments)."""
        read = self.computed_case
        record = identified(read.treatments if read else ())[path]
        self.correct(TREATMENTS, path, {"said": said, "words": record_words(record) or treatment_words(record)}, person)

    def add_treatment(self, words: str, planned: bool, person: str) -> None:
        """The treatments that a person writes and the text does not tell. Raises UnknownTreatment for words that name none."""
        for record in in_words(words, planned):
            number = next(one for one in count(1) if f"added-{one}" not in self.corrections.get(TREATMENTS, {}))
            value = {"said": ADDED, "words": treatment_words(record), "treatment": record.to_json()}
            self.correct(TREATMENTS, f"added-{number}", value, person)

    def restore(self, cell: str, path: str) -> None:
        """Takes a correction back: the computed value shows again."""
        self.corrections.get(cell, {}).pop(path, None)

    def validate(self, by: str, on: str) -> None:
        """The decision signed by a named physician. Raises DecisionError with all that the sheet still lacks."""
        frcp = self.output("frcp")
        if frcp is None:
            raise DecisionError("la FRCP n'est pas à jour : relancer sa cellule avant de valider")
        require_complete(frcp, self.decision, self.hearing)
        self.decision = self.decision.validate(by, on)

    @property
    def hearing(self) -> Hearing:
        """How this case comes before its meeting."""
        return Hearing(self.meeting, self.presentation)

    # Running -------------------------------------------------------------------------------------------------------------

    def run(self, name: str) -> None:
        """Runs one cell on the present outputs of those before it. A failure is kept as the cell's error, a sentence."""
        run = self.runs.setdefault(name, CellRun())
        run.count += 1
        run.inputs = self._inputs(name)
        try:
            self._outputs[name] = STEPS[name].compute(self)
            run.error = ""
        except Exception as error:  # whatever one cell does, the others must stay usable
            self._outputs.pop(name, None)
            run.error = f"cette cellule a échoué ({type(error).__name__}) ; corriger ce qui la précède puis la relancer"

    def run_all(self) -> None:
        for name in STEPS:
            self.run(name)

    def run_stale(self) -> list[str]:
        """Runs what is stale or was never run, in order; returns the names of the cells that ran."""
        ran = []
        for name in STEPS:
            if self.state(name) != "fresh":
                self.run(name)
                ran.append(name)
        return ran

    def state(self, name: str) -> str:
        """'fresh', 'stale', 'failed', 'blocked' (a cell before it failed) or 'empty' (never run)."""
        if name in INPUT_CELLS:
            return "fresh"
        run = self.runs.get(name)
        if any(self.state(before) in ("failed", "blocked") for before in STEPS[name].needs):
            return "blocked"
        if run is None or (name not in self._outputs and not run.error):
            return "empty"
        if run.inputs != self._inputs(name) or any(self.state(before) == "stale" for before in STEPS[name].needs):
            return "stale"
        return "failed" if run.error else "fresh"

    def count(self, name: str) -> int:
        return self.runs[name].count if name in self.runs else 0

    def _inputs(self, name: str) -> str:
        """A digest of what a cell is computed from: the text, outputs before it with their corrections, rules and registry."""
        parts: list[Any] = [self.sources.digest(name)]
        for before in STEPS[name].needs:
            if before == "summary":
                parts.append([self.text, str(self.date), self.coded.to_json()])
            elif before == "notes":
                parts.append(self.notes)
            else:
                said = {path: one.value for path, one in self.corrections.get(before, {}).items()}
                if before == "features":
                    said |= {path: one.value for path, one in self.corrections.get(TREATMENTS, {}).items()}
                parts.append([self.runs.get(before, CellRun()).inputs, said])
        if name in ("pps", "ppac"):
            parts.append(self.programme.to_json())
        if name == "trials":
            parts.append([vars(one) for said in self.overrides.values() for one in said])
        if STEPS[name].decides:
            parts += [self.decision.to_json(), self.presentation.to_json(), self.meeting.to_json() if self.meeting else None]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]

    # Outputs -------------------------------------------------------------------------------------------------------------

    @property
    def computed_case(self) -> Case | None:
        """The case as read, without what people corrected."""
        return self._outputs.get("features")

    @property
    def case(self) -> Case | None:
        """The case with people's corrections over it, its treatments as they decided them, computed values following."""
        case = self.computed_case
        if case is None:
            return None
        case, uncertain = decided(case, self.corrections.get(TREATMENTS, {}))
        features = dict(case.features)
        corrections = self.corrections.get("features", {})
        for key, said in corrections.items():
            before = features.pop(key, None)
            if said.value is not None:
                value, proof = value_from_json(catalogue(), key, said.value), Evidence(person=said.person)
                if before and before.value == value and not too_old(before, case):  # confirmed: its words and its day stand
                    features[key] = replace(before, evidence=(*before.evidence, proof), origin="person", inputs=())
                else:
                    features[key] = Feature(key, value, (proof,), said.at[:10], "person")
        withheld = {key for key, said in corrections.items() if said.value is None}
        warnings = still_open(case.warnings, corrections)
        return checked(derive(replace(case, features=features, warnings=warnings), withheld | uncertain))

    def output(self, name: str) -> Any:
        """What a cell last computed; documents come with people's texts over the proposed ones. None before its first run."""
        found = self._outputs.get(name)
        if isinstance(found, ProposedDocument):
            return found.amended({path: str(said.value or "") for path, said in self.corrections.get(name, {}).items()})
        return found

    # Keeping -------------------------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """What is kept of a notebook: its inputs, corrections and decision; outputs are computed anew when it is opened."""
        return {
            "text": self.text,
            "date": self.date.isoformat() if self.date else None,
            "coded": self.coded.to_json(),
            "notes": self.notes,
            "corrections": {cell: {path: vars(said) for path, said in paths.items()} for cell, paths in self.corrections.items()},
            "decision": self.decision.to_json(),
            "programme": self.programme.to_json(),
            "presentation": self.presentation.to_json(),
            # What was signed does not change when the meeting does.
            "signed_meeting": self.meeting.to_json() if self.meeting and self.decision.validated else None,
            "automatic": self.automatic,
            "seen": self.seen,
            "counts": {name: run.count for name, run in self.runs.items()},
        }

    @classmethod
    def from_json(cls, record: dict[str, Any], sources: Sources, originals: tuple[Original, ...] = ()) -> Notebook:
        date = record.get("date")
        notebook = cls(
            text=record["text"], sources=sources, date=datetime.date.fromisoformat(date) if date else None, originals=originals,
            coded=Coded.from_json(record.get("coded", {})), notes=record.get("notes", ""),
            decision=Decision.from_json(record.get("decision", {})), automatic=record.get("automatic", True),
            seen=record.get("seen"),
            programme=Programme.from_json(record.get("programme", {})),
            presentation=Presentation(**record.get("presentation", {})),
            meeting=Meeting.from_json(record["signed_meeting"], "") if record.get("signed_meeting") else None,
            corrections={
                cell: {path: Correction(**said) for path, said in paths.items()} for cell, paths in record.get("corrections", {}).items()
            },
        )  # fmt: skip
        notebook.runs = {name: CellRun(count=count) for name, count in record.get("counts", {}).items()}
        return notebook
