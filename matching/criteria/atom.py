"""What a condition asks of one feature: the words of a rule file checked against the catalogue, every fault reported.

>>> AtomReader(lambda path, sentence: print(sentence)).atom("tumour.t", ">= T2", ())
Atom(key='tumour.t', test=Compare(op='>=', bound='T2'))
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from matching.catalogue import FeatureSpec, catalogue, nearest
from matching.criteria.notation import COMPARATOR, number_interval, parse_span
from matching.criteria.tree import AllOf, Atom, Compare, Condition, DateWindow, Events, IsA, Members, Not, OneOf, Test, Within
from matching.drugs import drug_classes, drugs
from matching.tumour_types import tumour_types
from matching.value import Interval

Path = tuple[str | int, ...]

_WITH_UNIT = re.compile(r"^\s*((?:>=|<=|>|<|=)?\s*\d+(?:\.\d+)?)\s*([^\W\d].*|[%/].*)$")


class AtomReader:
    """Reads what is asked of a feature and hands every fault to `report`; what could not be read becomes an empty `AllOf`."""

    def __init__(self, report: Callable[[Path, str], None]):
        self.report = report
        self.catalogue = catalogue()

    def unknown_key(self, key: str) -> str:
        guess = self.catalogue.nearest(key)
        return f"caractéristique inconnue « {key} »" + (f" ; vouliez-vous dire « {guess} » ?" if guess else "")

    def atom(self, key: str, value: Any, path: Path) -> Condition:
        if key not in self.catalogue:
            self.report(path, self.unknown_key(key))
            return AllOf(())
        spec = self.catalogue[key]
        if value == []:
            self.report(path, f"la liste de valeurs de {key} est vide")
            return AllOf(())
        if isinstance(value, Mapping) and set(value) == {"not"}:
            return Not(self.atom(key, value["not"], (*path, "not")))
        readers: dict[str, Callable[[FeatureSpec, Any, Path], Test | None]] = {
            "number": self._number, "boolean": self._boolean, "category": self._category, "concept": self._concept,
            "set": self._set, "date": self._date, "event": self._events,
        }  # fmt: skip
        reader = readers.get(spec.type)
        if reader is None:
            self.report(path, f"« {key} » est un texte libre : aucune condition ne peut porter dessus")
            return AllOf(())
        test = reader(spec, value, path)
        return AllOf(()) if test is None else Atom(key, test)

    def _number(self, spec: FeatureSpec, value: Any, path: Path) -> Test | None:
        if isinstance(value, list):
            ends = [self._interval(spec, item, (*path, index)) for index, item in enumerate(value)]
            return OneOf(tuple(end for end in ends if end)) if all(ends) else None
        interval = self._interval(spec, value, path)
        return Within(interval) if interval else None

    def _interval(self, spec: FeatureSpec, value: Any, path: Path) -> Interval | None:
        interval = number_interval(value)
        if interval is None and (found := _WITH_UNIT.match(str(value))):
            said = f"« {value} » : l'unité ne s'écrit pas ; {spec.key} se compte en {spec.unit or 'nombre sans unité'}"
            same = found[2].strip().casefold() in (spec.unit.casefold(), spec.unit_label.casefold())
            self.report(path, f'{said} ; {"écrire" if same else "convertir, puis écrire comme"} "{found[1].strip()}"')
            return None
        if interval is None:
            unit = f" en {spec.unit}" if spec.unit else ""
            self.report(path, f'« {value} » n\'est pas un nombre{unit} pour {spec.key} ; écrire 1, ">= 70", "< 50" ou "20..30"')
            return None
        if spec.range and any(
            not spec.range[0] <= end <= spec.range[1] for end in (interval.low, interval.high) if not math.isinf(end)
        ):
            self.report(
                path, f"« {value} » est hors de l'échelle de {spec.key} ({spec.range[0]:g} à {spec.range[1]:g} {spec.unit})"
            )
        return interval

    def _boolean(self, spec: FeatureSpec, value: Any, path: Path) -> Test | None:
        if not isinstance(value, bool):
            self.report(path, f"« {spec.key} » attend true ou false, pas « {value} »")
            return None
        return OneOf((value,))

    def _category(self, spec: FeatureSpec, value: Any, path: Path) -> Test | None:
        found = COMPARATOR.match(value) if isinstance(value, str) else None
        if found and spec.ordered:
            op, bound = found.groups()
            return Compare(op, bound) if self._is_value(spec, bound, path) else None
        if found:
            self.report(
                path, f"les valeurs de {spec.key} ne sont pas ordonnées : écrire une valeur ou une liste, pas « {value} »"
            )
            return None
        values = value if isinstance(value, list) else [value]
        good = [self._is_value(spec, item, path) for item in values]
        return OneOf(tuple(str(item) for item in values)) if values and all(good) else None

    def _is_value(self, spec: FeatureSpec, value: Any, path: Path) -> bool:
        if str(value) in spec.values and not isinstance(value, bool):
            return True
        guess = nearest(str(value), list(spec.values))
        hint = f" ; vouliez-vous dire « {guess} » ?" if guess else f" ; valeurs : {', '.join(spec.values)}"
        self.report(path, f"« {value} » n'est pas une valeur de {spec.key}{hint}")
        return False

    def _concept(self, spec: FeatureSpec, value: Any, path: Path) -> Test | None:
        if isinstance(value, Mapping):
            if set(value) != {"is_a"}:
                self.report(path, f"« {spec.key} » s'écrit {{is_a: CODE}} ou {{is_a: [CODE, CODE]}}")
                return None
            value = value["is_a"]
        if value == []:
            self.report(path, f"la liste de codes de {spec.key} est vide")
            return None
        codes = tuple(str(code) for code in (value if isinstance(value, list) else [value]))
        if spec.hierarchy == "tumour_type":
            for code in codes:
                if code not in tumour_types():
                    guess = nearest(code, list(tumour_types()))
                    self.report(
                        path, f"type tumoral inconnu « {code} »" + (f" ; vouliez-vous dire « {guess} » ?" if guess else "")
                    )
        return IsA(codes)

    def _set(self, spec: FeatureSpec, value: Any, path: Path) -> Test | None:
        forms = "{has: ...}, {has_any: [...]}, {has_all: [...]}, {only: [...]}, {none: true} ou {at_least: 2}"
        if not isinstance(value, Mapping) or len(value) != 1:
            self.report(path, f"« {spec.key} » est un ensemble : écrire {forms}")
            return None
        ((mode, content),) = value.items()
        if mode == "none" and content is True:
            return Members("none")
        if mode == "at_least" and isinstance(content, int) and content >= 1:
            return Members("at_least", n=content)
        if mode not in ("has", "has_any", "has_all", "only"):
            self.report((*path, mode), f"« {mode} » ne se dit pas d'un ensemble : écrire {forms}")
            return None
        values = content if isinstance(content, list) else [content]
        if not values:
            self.report((*path, mode), f"la liste de valeurs de {spec.key} est vide")
            return None
        good = [self._is_value(spec, item, (*path, mode)) for item in values] if spec.values else []
        if not all(good):
            return None
        return Members("has_any" if mode == "has" else mode, tuple(map(str, values)))

    def _date(self, spec: FeatureSpec, value: Any, path: Path) -> Test | None:
        return self._window(value, path)

    def _window(self, value: Any, path: Path) -> DateWindow | None:
        if not isinstance(value, Mapping) or not value or not set(value) <= {"within", "older_than"}:
            self.report(path, 'une date s\'écrit {within: "12 months"} ou {older_than: "6 months"}')
            return None
        spans = {word: parse_span(length) for word, length in value.items()}
        for word, span in spans.items():
            if span is None:
                self.report(
                    (*path, word), f"« {value[word]} » n'est pas une durée ; écrire « 4 weeks », « 6 months » ou « 10 days »"
                )
        return DateWindow(**spans)

    def _events(self, spec: FeatureSpec, value: Any, path: Path) -> Test | None:
        if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in ("any", "none", "count"):
            self.report(path, f'« {spec.key} » s\'écrit {{any: {{...}}}}, {{none: {{...}}}} ou {{count: {{is: ">= 2", ...}}}}')
            return None
        ((mode, words),) = value.items()
        if not isinstance(words, Mapping):
            self.report(
                (*path, mode),
                "décrire le traitement : agent, class, modality, setting, line, stopped_for, response, within, older_than",
            )
            return None
        words, count = dict(words), None
        if mode == "count":
            count = number_interval(words.pop("is", None))
            if count is None:
                self.report((*path, mode), 'combien ? écrire {count: {is: ">= 2", class: ...}}')
        return self._event_words(mode, words, count, (*path, mode))

    def _event_words(self, mode: str, words: dict[str, Any], count: Interval | None, path: Path) -> Events | None:
        allowed = ("agent", "class", "modality", "setting", "line", "stopped_for", "response", "within", "older_than")
        for word in words:
            if word not in allowed:
                guess = nearest(str(word), list(allowed))
                self.report(
                    (*path, word),
                    f"mot inconnu « {word} » d'un traitement" + (f" ; vouliez-vous dire « {guess} » ?" if guess else ""),
                )
        line = number_interval(words["line"]) if "line" in words else None
        if "line" in words and line is None:
            self.report((*path, "line"), f'« {words["line"]} » n\'est pas un numéro de ligne ; écrire 1, ">= 2" ou "1..2"')
        window = {word: words[word] for word in ("within", "older_than") if word in words}
        return Events(
            mode, agents=self._from(words, "agent", path, list(drugs()), "médicament"),
            classes=self._from(words, "class", path, list(drug_classes()), "classe"),
            modality=self._coded(words, "modality", path), setting=self._coded(words, "setting", path),
            line=line, stopped_for=self._coded(words, "stopped_for", path),
            response=self._coded(words, "response", path), window=self._window(window, path) if window else None, count=count,
        )  # fmt: skip

    def _from(self, words: dict[str, Any], word: str, path: Path, allowed: list[str], what: str) -> tuple[str, ...]:
        values = words.get(word, [])
        values = values if isinstance(values, list) else [values]
        for value in values:
            if value not in allowed:
                guess = nearest(str(value), allowed)
                self.report(
                    (*path, word), f"{what} inconnu(e) « {value} »" + (f" ; vouliez-vous dire « {guess} » ?" if guess else "")
                )
        return tuple(map(str, values))

    def _coded(self, words: dict[str, Any], word: str, path: Path) -> tuple[str, ...]:
        return self._from(words, word, path, list(self.catalogue.treatment[word]), f"valeur de {word}")
