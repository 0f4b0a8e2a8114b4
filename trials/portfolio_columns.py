"""The columns of the portfolio's file: their titles, what is written in them, and how one cell reads."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trials.terms import fold

STATUSES = {"ouvert": "RECRUITING", "en attente": "NOT_YET_RECRUITING", "suspendu": "SUSPENDED", "fermé": "ACTIVE_NOT_RECRUITING"}

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NCT = re.compile(r"NCT\d{8}")
_BULLET = re.compile(r"^[\s•*–-]+")


class CellFault(ValueError):
    """What is wrong with one cell and what to write instead, without its place: "« beaucoup » n'est pas un nombre entier…"."""


def _number(written: str) -> str:
    number = written.upper() if written.upper().startswith("NCT") else written
    if number.startswith("NCT") and not _NCT.fullmatch(number):
        raise CellFault(f"« {written} » n'est pas un numéro NCT ; écrire NCT et huit chiffres, par exemple NCT01234567.")
    if "/" in number or len(number) > 60:
        raise CellFault(
            f"« {written[:60]} » n'est pas un numéro d'essai ; écrire un numéro NCT, EU CT, EudraCT, ID-RCB ou celui du centre."
        )
    return number


def _text(written: str) -> str:
    return written


def _date(written: str) -> str:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(written, form).date().isoformat()
        except ValueError:
            continue
    raise CellFault(f"« {written} » n'est pas une date ; écrire JJ/MM/AAAA, par exemple 03/02/2026.")


def _status(written: str) -> str:
    known = {fold(word): code for word, code in STATUSES.items()}
    if fold(written) not in known:
        raise CellFault(f"« {written} » n'est pas un statut ; écrire {', '.join(STATUSES)}.")
    return known[fold(written)]


def _slots(written: str) -> int:
    if not written.isdecimal() or len(written) > 4:
        raise CellFault(f"« {written} » n'est pas un nombre entier de places ; écrire par exemple 3, ou 0 quand c'est complet.")
    return int(written)


def _mail(written: str) -> str:
    if not _MAIL.fullmatch(written):
        raise CellFault(f"« {written} » n'est pas une adresse électronique ; écrire par exemple prenom.nom@hopital.example.")
    return written


def _criteria(written: str) -> tuple[str, ...]:
    return tuple(tidy for line in written.splitlines() if (tidy := _BULLET.sub("", line).strip()))


@dataclass(frozen=True)
class Column:
    """`COLUMNS["slots"].read("3")` -> 3; `read` raises CellFault. `help` is what the template says of it."""

    title: str
    help: str
    read: Callable[[str], Any] = _text


COLUMNS = {
    "id": Column("Numéro de l'essai", "Obligatoire. NCT, EU CT, EudraCT, ID-RCB, ou numéro du centre ; répété pour chaque cohorte.", _number),
    "title": Column("Titre", "Titre court, tel que le centre l'emploie."),
    "protocol_version": Column("Version du protocole", "Version en vigueur dans le centre."),
    "protocol_date": Column("Date de la version", "JJ/MM/AAAA.", _date),
    "status": Column("Statut dans le centre", f"Obligatoire à la première ligne d'un essai : {', '.join(STATUSES)}.", _status),
    "cohort": Column("Cohorte ou bras", "Une ligne par cohorte ou bras ; vide si l'essai n'en a pas."),
    "cohort_status": Column("Statut de la cohorte", f"{', '.join(STATUSES)}.", _status),
    "slots": Column("Places", "Places restantes : de la cohorte si la ligne en nomme une, sinon de l'essai.", _slots),
    "investigator": Column("Investigateur", "Investigateur principal du centre."),
    "investigator_mail": Column("Courriel de l'investigateur", "", _mail),
    "coordinator": Column("Coordination de l'étude", "ARC ou TEC à joindre."),
    "coordinator_phone": Column("Téléphone de la coordination", ""),
    "coordinator_mail": Column("Courriel de la coordination", "", _mail),
    "inclusions": Column("Critères locaux d'inclusion", "Un critère par ligne de la cellule ; s'ajoutent à ceux du registre.", _criteria),
    "exclusions": Column("Critères locaux d'exclusion", "Un critère par ligne de la cellule.", _criteria),
    "note": Column("Remarque", "Aucune donnée de patient."),
}  # fmt: skip
