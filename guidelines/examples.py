"""The examples of a rule file: fictional patients, and what must come out for them.

>>> example_case(guideline, guideline.tests[0]).features["tumour.t"].value
'T2'
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guidelines.fields import Fields
from guidelines.model import Example, Guideline
from guidelines.source import DataPath
from matching.case import TREATMENT_FIELDS, Case
from matching.catalogue import catalogue
from matching.derive import derive
from matching.drugs import drugs
from matching.value import CaseError, value_from_json

BESIDE_FEATURES = ("treatments", "date", "dated", "history_complete")  # what an example's case may say beside its features


def example_case(guideline: Guideline, example: Example) -> Case:
    """The fictional patient of an example, with its computed values; at the guideline's publication unless it says a date."""
    record: dict[str, Any] = {"id": example.name, "date": guideline.published_on.isoformat()}
    record["features"] = {key: value for key, value in example.case.items() if key not in BESIDE_FEATURES}
    record |= {key: example.case[key] for key in BESIDE_FEATURES if key in example.case}
    return derive(Case.from_json(record))


class ExampleReader:
    """Reads examples, checked against the catalogue and against `rules`, the ids of the file's rules by decision."""

    def __init__(self, fields: Fields, rules: dict[str, list[str]], line_of: Callable[[DataPath], int]):
        self.fields = fields
        self.rules = rules
        self.line_of = line_of

    def read(self, item: Any, path: DataPath) -> Example:
        table = self.fields.table(item, path, "example")
        case = self.fields.mapping(table, "case", path)
        for key, value in case.items():
            self._entry(key, value, (*path, "case", key))
        missing = self.fields.words(table, "missing", path) if "missing" in table else None
        for key in missing or ():
            if key not in catalogue():
                self._unknown((*path, "missing"), "caractéristique inconnue", key, list(catalogue()))
        return Example(
            name=self.fields.text(table, "name", path), case=case, expect=self._expected(table, "expect", path),
            possible=self._expected(table, "possible", path) if "possible" in table else None, missing=missing,
            line=self.line_of(path),
        )  # fmt: skip

    def _unknown(self, path: DataPath, what: str, word: Any, allowed: list[str]) -> None:
        self.fields.report(path, self.fields.unknown(what, word, allowed))

    def _entry(self, key: str, value: Any, path: DataPath) -> None:
        """One entry of a fictional patient: a feature, or one of the words that stand beside the features."""
        if key == "treatments":
            for record in value if isinstance(value, list) else [value]:
                self._treatment(record, path)
            return
        try:
            if key not in BESIDE_FEATURES:
                value_from_json(catalogue(), key, value)
            elif key != "history_complete":
                Case.from_json({key: value})
        except CaseError as error:
            self.fields.report(path, str(error))
        except (TypeError, ValueError, AttributeError):
            self.fields.report(path, f"« {value} » ne se lit pas comme une valeur de {key}")

    def _treatment(self, record: Any, path: DataPath) -> None:
        if not isinstance(record, dict):
            self.fields.report(path, "un traitement s'écrit {modality: chemotherapy, agents: [docetaxel], setting: adjuvant}")
            return
        for word in record:
            if word not in TREATMENT_FIELDS:
                self._unknown(path, "mot inconnu d'un traitement", word, list(TREATMENT_FIELDS))
        for word, allowed in catalogue().treatment.items():
            if record.get(word) not in allowed and (word in record or word == "modality"):
                self._unknown(path, f"valeur de « {word} » inconnue", record.get(word), list(allowed))
        for agent in self.fields.words(record, "agents", path):
            if agent not in drugs():
                self._unknown(path, "médicament inconnu", agent, list(drugs()))

    def _expected(self, table: dict[str, Any], key: str, path: DataPath) -> dict[str, tuple[str, ...]]:
        expected = {}
        decisions = self.fields.mapping(table, key, path)
        for decision in decisions:
            place = (*path, key, decision)
            if decision not in self.rules:
                self._unknown(place, "décision inconnue", decision, list(self.rules))
                continue
            expected[decision] = self.fields.words(decisions, decision, (*path, key))
            for rule in expected[decision]:
                if rule not in self.rules[decision]:
                    self._unknown(place, f"règle inconnue de « {decision} »", rule, self.rules[decision])
        return expected
