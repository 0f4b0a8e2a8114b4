"""A patient who shows a finding, in a few French words.

>>> words(patient, ["patient.age", "tumour.t"])
'Âge : 70 ans, T : T2'
"""

from __future__ import annotations

from collections.abc import Iterable

from matching.criteria.french import atom_words, fact_words
from matching.criteria.tree import Condition, Events, atoms_of
from matching.criteria.worlds import Patient


def words(patient: Patient, keys: Iterable[str]) -> str:
    """What is known of the patient on these features, in this order, then the treatments named by the conditions."""
    facts = [fact_words(patient.case, key) for key in dict.fromkeys(keys) if key in patient.case.features]
    facts += [atom_words(atom, negated=not received) for atom, received in patient.received.items()]
    return ", ".join(facts) or "tout patient du champ"


def keys_of(*conditions: Condition) -> list[str]:
    """The features that conditions name, in reading order, past treatments left out."""
    return list(dict.fromkeys(atom.key for one in conditions for atom in atoms_of(one) if not isinstance(atom.test, Events)))


def concerned(patient: Patient, *conditions: Condition) -> str:
    """The patient in the words of what these conditions name."""
    named = {atom for one in conditions for atom in atoms_of(one)}
    received = {atom: value for atom, value in patient.received.items() if atom in named}
    return words(Patient(patient.case, received), keys_of(*conditions))
