"""The curators' workbench: rule files of the network, kept in the database over the shipped ones, from draft to retirement.

    >>> file = begin(s, curator, text)
    >>> send(s, curator, file.id, file.version)
    >>> sign(s, curator, file.id, 2), sign(s, colleague, file.id, 3)
    (False, True)
    >>> in_force(s).base.guidelines[0].status
    'validated'

A text speaks once two different people signed it, and until another version is validated: a draft changes nothing for patients.
Suspending acts at once. Every act makes a version, which is kept with who did it and when; the journal is told in the same transaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlmodel import Session, col, select

from guidelines.check import check_text
from guidelines.load import RULES, installed, load_all, loads_in_part
from guidelines.model import Guideline, RuleBase
from guidelines.overlay import is_overlay, over
from guidelines.rewrite import with_value
from guidelines.source import FileFault, RuleFileError, RuleText, parse_rule_text
from guidelines.tables import RuleFile, RuleFileVersion
from store import journal
from store.base import now
from store.optimistic import amend
from store.users import User, find_user

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")


class WorkbenchError(ValueError):
    """An act that cannot be done on a rule file; the message is the sentence for the curator."""


@dataclass(frozen=True)
class InForce:
    """The rules that the application works with, and what of the network's files this version of the program could not read.

    A file that could not be read says nothing, and the shipped file that it replaced says nothing either.
    """

    base: RuleBase
    faults: tuple[FileFault, ...] = ()


# Writing -------------------------------------------------------------------------------------------------------------------------


def identity(text: str, name: str = "règles.yaml") -> str:
    """`identity("guideline: {id: breast-localised}") == "breast-localised"`: the id of a rule file, whose faults are told under `name`.

    Raises RuleFileError, WorkbenchError.
    """
    data = parse_rule_text(text, name).data
    head = data.get("overlay", data.get("guideline"))
    found = head.get("id") if isinstance(head, dict) else None
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise WorkbenchError(
            f"{name} : l'identifiant du fichier manque ou ne va pas ; écrire « id: » en tête, en minuscules, chiffres et tirets"
        )
    return found


def shipped_guideline(file_id: str) -> Guideline | None:
    """The guideline that is shipped under an id, if any."""
    return next((one for one in load_all().guidelines if one.id == file_id), None)


def shipped_text(guideline: Guideline) -> str:
    """The text of a shipped rule file, comments included."""
    return (RULES / guideline.file).read_text(encoding="utf-8")


def begin(session: Session, user: User, text: str) -> RuleFile:
    """A rule file of the network, new or taken over a shipped one, as a draft. Raises RuleFileError, WorkbenchError."""
    file_id = identity(text)
    if session.get(RuleFile, file_id):
        raise WorkbenchError(f"« {file_id} » est déjà un fichier du réseau ; l'ouvrir")
    shipped = shipped_guideline(file_id)
    name = shipped.file if shipped else f"reseau/{file_id}.yaml"
    made = RuleFile(id=file_id, name=name, text=with_status(text, "draft"), updated_by=user.name)
    session.add(made)
    session.flush()
    _kept(session, user, made, "rules.begun")
    return made


def write(session: Session, user: User, file_id: str, seen: int, text: str) -> int:
    """Keeps a new text, faulty or not, as a draft that nobody has signed; returns the file's new version.

    Raises Conflict when somebody saved it meanwhile, WorkbenchError when the text bears another id.
    """
    try:
        if identity(text) != file_id:
            raise WorkbenchError(f"l'identifiant d'un fichier ne change pas : remettre « {file_id} »")
        text = with_status(text, "draft")
    except RuleFileError:
        pass  # kept as it is: nothing that was typed is lost, and it cannot be sent to review
    return _amended(session, user, file_id, seen, "rules.written", text=text, status="draft", signer_id=None)


def send(session: Session, user: User, file_id: str, seen: int) -> int:
    """Draft to review. Raises WorkbenchError while there is something to mend, Conflict as `write`."""
    file = _file(session, file_id)
    _require(file.status == "draft", "seul un brouillon s'envoie en relecture")
    _require_sound(session, file)
    return _amended(
        session, user, file_id, seen, "rules.sent", text=with_status(file.text, "in_review"), status="in_review", signer_id=None
    )


def sign(session: Session, user: User, file_id: str, seen: int) -> bool:
    """Signs a text in review; True when this is the second name, and the text is in force from now on.

    Raises WorkbenchError for the second signature of the same person, Conflict as `write`.
    """
    file = _file(session, file_id)
    _require(file.status == "in_review", "seul un texte en relecture se signe ; l'envoyer en relecture d'abord")
    if file.signer_id is None:
        _amended(session, user, file_id, seen, "rules.signed", signer_id=user.id)
        return False
    if file.signer_id == user.id:
        raise WorkbenchError(f"{user.name} a déjà signé ce texte : la seconde signature est celle d'une autre personne")
    _require_sound(session, file)  # once more: what is in force beside it may have changed since
    text = with_status(file.text, "validated")
    _amended(
        session, user, file_id, seen, "rules.validated",
        text=text, status="validated", standing="validated", in_force=seen + 1, signer_id=None,
    )  # fmt: skip
    return True


def suspend(session: Session, user: User, file_id: str, seen: int, reason: str) -> int:
    """What is in force stops speaking at once, on the word of one person, until a text is validated again.

    Raises WorkbenchError without a reason or where nothing is in force, Conflict as `write`.
    """
    return _halted(session, user, file_id, seen, "suspended", reason)


def retire(session: Session, user: User, file_id: str, seen: int, reason: str) -> int:
    """The guideline is given up, for a reason. Raises as `suspend`."""
    return _halted(session, user, file_id, seen, "retired", reason)


def _halted(session: Session, user: User, file_id: str, seen: int, status: str, reason: str) -> int:
    file = _file(session, file_id)
    _require(bool(reason.strip()), "donner une raison : elle sera lue par ceux qui n'ont plus de proposition")
    _require(file.standing != status, f"« {file_id} » l'est déjà")
    _require(bool(text_in_force(session, file)), "rien n'est en vigueur : ce texte n'a jamais été validé")
    return _amended(
        session, user, file_id, seen, f"rules.{status}", reason.strip(), status=status, standing=status, signer_id=None
    )


def signer(session: Session, file: RuleFile) -> str:
    """The name of who signed the text first; empty before."""
    found = find_user(session, file.signer_id) if file.signer_id is not None else None
    return found.name if found else ""


# Reading -------------------------------------------------------------------------------------------------------------------------


def files(session: Session) -> list[RuleFile]:
    """Every rule file of the network, by id."""
    return list(session.exec(select(RuleFile).order_by(RuleFile.id)).all())


def history(session: Session, file_id: str) -> list[RuleFileVersion]:
    """Every version of a file, the last one first."""
    chosen = select(RuleFileVersion).where(RuleFileVersion.file_id == file_id)
    return list(session.exec(chosen.order_by(col(RuleFileVersion.version).desc())).all())


def acts(session: Session, limit: int = 50) -> list[RuleFileVersion]:
    """What was done to any file, the last act first."""
    return list(session.exec(select(RuleFileVersion).order_by(col(RuleFileVersion.id).desc()).limit(limit)).all())


def state(session: Session) -> str:
    """A word that changes whenever what is in force does; empty while the network has put nothing over the shipped rules."""
    columns = select(RuleFile.id, RuleFile.standing, RuleFile.in_force).where(RuleFile.standing != "").order_by(RuleFile.id)
    found = "\n".join(" ".join(map(str, row)) for row in session.exec(columns))
    return sha256(found.encode()).hexdigest()[:16] if found else ""


def in_force(session: Session, without: str = "") -> InForce:
    """The shipped rules with what the network has in force over them; `without` one file, which another text of it is to replace."""
    guidelines: dict[str, Guideline | None] = {}
    overlays: list[RuleText] = []
    faults: list[FileFault] = []
    for file in session.exec(select(RuleFile).where(RuleFile.standing != "", RuleFile.id != without).order_by(RuleFile.id)):
        read, wrong = _speaking(session, file)
        faults += wrong
        if isinstance(read, RuleText):
            overlays += [read] if file.standing == "validated" else []
        else:
            guidelines[file.id] = read
    base = installed()
    kept = [guidelines.get(one.id, one) for one in base.guidelines]
    shipped = {one.id for one in base.guidelines}
    added = [one for id, one in guidelines.items() if id not in shipped]
    base = RuleBase(tuple(one for one in (*kept, *added) if one is not None))
    for text in overlays:
        try:
            base = over(base, [text])
        except RuleFileError as error:
            faults += error.faults
    return InForce(replace(base, state=state(session)), tuple(faults))


def text_in_force(session: Session, file: RuleFile) -> str:
    """The text that was validated last, or the shipped one; empty for a text of the network that never was."""
    if file.in_force is not None:
        chosen = select(RuleFileVersion).where(RuleFileVersion.file_id == file.id, RuleFileVersion.version == file.in_force)
        return session.exec(chosen).one().text
    shipped = shipped_guideline(file.id)
    return shipped_text(shipped) if shipped else ""


def _speaking(session: Session, file: RuleFile) -> tuple[Guideline | RuleText | None, list[FileFault]]:
    """What a file of the network says, with the status that it has here; None with its faults where it cannot be read whole."""
    read, faults = loads_in_part(text_in_force(session, file), file.name)
    if faults:
        return None, faults
    return (replace(read, status=file.standing) if isinstance(read, Guideline) else read), []


# What every act does --------------------------------------------------------------------------------------------------------------


def _file(session: Session, file_id: str) -> RuleFile:
    found = session.get(RuleFile, file_id)
    if found is None:
        raise WorkbenchError(f"« {file_id} » n'est pas un fichier du réseau")
    return found


def _amended(session: Session, user: User, file_id: str, seen: int, what: str, reason: str = "", **values: object) -> int:
    amend(session, RuleFile, file_id, seen, updated_at=now(), updated_by=user.name, **values)
    file = session.get_one(RuleFile, file_id, populate_existing=True)
    _kept(session, user, file, what, reason)
    return file.version


def _kept(session: Session, user: User, file: RuleFile, what: str, reason: str = "") -> None:
    session.add(RuleFileVersion(file_id=file.id, version=file.version, text=file.text, what=what, reason=reason, by=user.name))
    journal.record(session, user, what, f"rules:{file.id}", {"version": file.version})


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise WorkbenchError(sentence)


def _require_sound(session: Session, file: RuleFile) -> None:
    """Nothing to mend in the text, and a version number of its own: it is printed on every document."""
    base = in_force(session, without=file.id).base
    faults = [finding for finding in check_text(file.text, file.name, base) if finding.is_fault]
    many = "s" if len(faults) > 1 else ""
    _require(not faults, f"{len(faults)} point{many} à corriger d'abord ; le premier : {faults[0] if faults else ''}")
    before = text_in_force(session, file)
    if before and with_status(before, "draft") != with_status(file.text, "draft"):
        _require(
            _version(before) != _version(file.text),
            "le texte a changé et son numéro de version est celui du texte en vigueur : changer « version »",
        )


def _version(text: str) -> str:
    found = parse_rule_text(text, "")
    head = _head(found)
    return found.decimals.get((head, "version"), str(found.data[head].get("version", "")))


def _head(text: RuleText) -> str:
    return "overlay" if is_overlay(text) else "guideline"


def with_status(text: str, status: str) -> str:
    """The text with the status that it has here: what makes a text validated is two names, not this word."""
    head = _head(parse_rule_text(text, ""))
    return with_value(text, (head, "status"), status)
