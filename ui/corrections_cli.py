"""`carnet trials correct`: the condition that a person gives to a criterion, in the place of the one that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.output import refuse

if TYPE_CHECKING:
    from trials.corrections import CriterionCorrection


def corrected_conditions() -> dict[str, list[CriterionCorrection]]:
    """The conditions corrected on this machine, by trial."""
    from store.engine import engine, reading
    from store.migrations import migrate
    from store.settings import database_url
    from trials import corrections

    migrate(database_url(), "dossiers")
    with reading(engine(database_url())) as session:
        return corrections.kept(session)


def correct(
    identifier: Annotated[str, typer.Argument(help="Numéro de l'essai.")],
    number: Annotated[int, typer.Argument(help="Rang du critère, à partir de 1, dans « carnet trials criteria ».")],
    by: Annotated[str, typer.Option(help="Nom de la personne qui corrige.")],
    condition: Annotated[
        str | None, typer.Option(help="Condition, en JSON ou en YAML ; sans elle, le critère reste à lire par une personne.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Retire la correction.")] = False,
) -> None:
    """Corrige la condition d'un critère ; la correction survit aux synchronisations, tant que le registre garde ses mots."""
    import yaml

    from matching.criteria.condition import ConditionError
    from store.engine import engine
    from store.engine import session as transaction
    from store.settings import database_url
    from trials import corrections
    from trials.formalise import criteria_of
    from ui.local_registry import known, registry

    corrected_conditions()
    with registry() as session:
        trial = known(session, identifier)
        found = criteria_of(session, trial)
    if not 1 <= number <= len(found):
        raise refuse(f"{identifier} : {len(found)} critères ; écrire un rang de 1 à {len(found)}")
    try:
        with transaction(engine(database_url())) as session:
            if undo:
                corrections.take_back(session, trial, found[number - 1])
            else:
                corrections.correct(session, trial, found[number - 1], yaml.safe_load(condition) if condition else None, by)
    except (ConditionError, yaml.YAMLError) as fault:
        raise refuse(f"condition refusée : {fault}") from None
