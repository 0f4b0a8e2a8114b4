"""Rule files of a network in the database: who may do what, what speaks, and what is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from guidelines.load import as_patients_meet_it, load_all
from guidelines.model import Guideline
from guidelines.tables import RuleFile
from guidelines.tasks import close_task, open_task, to_read
from guidelines.workbench import (
    WorkbenchError,
    acts,
    begin,
    files,
    history,
    in_force,
    retire,
    send,
    shipped_text,
    sign,
    signer,
    state,
    suspend,
    write,
)  # fmt: skip
from store.engine import reading, session
from store.errors import Conflict
from store.journal import entries
from store.users import User, create_user

OVERLAY = """# Ce que le réseau (exemple) fait autrement.
overlay:
  id: riom-breast
  title: Adaptations du réseau (exemple)
  publisher: {network: "Réseau (exemple)"}
  version: 2026.1
  published_on: 2026-01-01
  review_before: 2099-01-01
  over: breast-localised
  sources: [{id: local, title: "Décision du réseau (exemple)", year: 2026}]
restrain:
  - {id: no-pertuzumab, rule: her2-neoadjuvant, excludes: [pertuzumab], reason: "non disponible (exemple)", source: {id: local}}
"""


@pytest.fixture
def people(database: Engine) -> tuple[User, User]:
    with session(database) as s:
        return create_user(s, "Dr Anne Exemple", "curator"), create_user(s, "Dr Paul Exemple", "curator")


@pytest.fixture(scope="module")
def shipped() -> Guideline:
    return next(one for one in load_all().guidelines if one.id == "breast-localised")


def edited(guideline: Guideline, version: str = "2026.1") -> str:
    """The shipped text under another version, to be reviewed long from now: a date that is past is a point to mend."""
    text = shipped_text(guideline).replace("version: 2025.1", f"version: {version}", 1)
    return text.replace(f"review_before: {guideline.review_before}", "review_before: 2099-12-31", 1)


def guideline(database: Engine, id: str) -> Guideline:
    with reading(database) as s:
        return next(one for one in in_force(s).base.guidelines if one.id == id)


def validated(database: Engine, people: tuple[User, User], text: str) -> RuleFile:
    first, second = people
    with session(database) as s:
        file = begin(s, first, text)
        send(s, first, file.id, 1)
        sign(s, first, file.id, 2)
        sign(s, second, file.id, 3)
        return s.get_one(RuleFile, file.id)


def test_a_draft_changes_nothing_for_patients(database: Engine, people: tuple[User, User], shipped: Guideline):
    with session(database) as s:
        begin(s, people[0], edited(shipped))
    assert guideline(database, shipped.id) == shipped


def test_a_text_speaks_once_two_different_people_signed_it(database: Engine, people: tuple[User, User], shipped: Guideline):
    first, second = people
    with session(database) as s:
        file = begin(s, first, edited(shipped))
        send(s, first, file.id, 1)
        assert not sign(s, first, file.id, 2)
        assert signer(s, s.get_one(RuleFile, file.id)) == "Dr Anne Exemple"
    assert guideline(database, shipped.id).status == "draft"
    with session(database) as s:
        assert sign(s, second, file.id, 3)
    found = guideline(database, shipped.id)
    assert (found.status, found.version) == ("validated", "2026.1")


def test_the_second_signature_of_the_same_person_is_refused(database: Engine, people: tuple[User, User], shipped: Guideline):
    first, _ = people
    with session(database) as s:
        file = begin(s, first, edited(shipped))
        send(s, first, file.id, 1)
        sign(s, first, file.id, 2)
        with pytest.raises(WorkbenchError, match="Dr Anne Exemple a déjà signé ce texte"):
            sign(s, first, file.id, 3)
    assert guideline(database, shipped.id).status == "draft"


def test_an_edit_takes_the_signatures_back(database: Engine, people: tuple[User, User], shipped: Guideline):
    first, second = people
    with session(database) as s:
        file = begin(s, first, edited(shipped))
        send(s, first, file.id, 1)
        sign(s, first, file.id, 2)
        write(s, second, file.id, 3, edited(shipped, "2026.2"))
        with pytest.raises(WorkbenchError, match="en relecture"):
            sign(s, second, file.id, 4)


def test_a_text_with_something_to_mend_is_kept_but_not_sent(database: Engine, people: tuple[User, User], shipped: Guideline):
    with session(database) as s:
        file = begin(s, people[0], edited(shipped))
        broken = edited(shipped).replace("biomarker.her2_status: positive", "biomarker.her2_statut: positive", 1)
        write(s, people[0], file.id, 1, broken)
        with pytest.raises(WorkbenchError, match="her2_status"):
            send(s, people[0], file.id, 2)
        assert "her2_statut" in files(s)[0].text


def test_even_a_text_that_is_no_yaml_is_kept(database: Engine, people: tuple[User, User], shipped: Guideline):
    with session(database) as s:
        file = begin(s, people[0], edited(shipped))
        write(s, people[0], file.id, 1, "guideline: [")
        assert files(s)[0].text == "guideline: ["


def test_a_text_that_changed_takes_a_new_version_number(database: Engine, people: tuple[User, User], shipped: Guideline):
    with session(database) as s:
        file = begin(s, people[0], edited(shipped, "2025.1"))
        with pytest.raises(WorkbenchError, match="changer « version »"):
            send(s, people[0], file.id, 1)


def test_the_id_of_a_file_does_not_change(database: Engine, people: tuple[User, User], shipped: Guideline):
    with session(database) as s:
        file = begin(s, people[0], edited(shipped))
        with pytest.raises(WorkbenchError, match="breast-localised"):
            write(s, people[0], file.id, 1, edited(shipped).replace("id: breast-localised", "id: breast-other", 1))


def test_of_two_curators_the_second_is_told_and_the_first_loses_nothing(
    database: Engine, people: tuple[User, User], shipped: Guideline
):
    first, second = people
    with session(database) as s:
        file = begin(s, first, edited(shipped))
        write(s, first, file.id, 1, edited(shipped, "2026.2"))
    with pytest.raises(Conflict), session(database) as s:
        write(s, second, file.id, 1, edited(shipped, "2026.3"))
    with reading(database) as s:
        assert "version: 2026.2" in files(s)[0].text
        assert [one.version for one in history(s, file.id)] == [2, 1]


def test_one_person_suspends_at_once_with_a_reason_a_shipped_file_too(
    database: Engine, people: tuple[User, User], shipped: Guideline
):
    with session(database) as s:
        file = begin(s, people[0], shipped_text(shipped))
        with pytest.raises(WorkbenchError, match="raison"):
            suspend(s, people[0], file.id, 1, " ")
        suspend(s, people[0], file.id, 1, "alerte sanitaire (exemple)")
        assert history(s, file.id)[0].reason == "alerte sanitaire (exemple)"
    found = guideline(database, shipped.id)
    assert (found.status, found.speaks) == ("suspended", False)


def test_a_suspended_file_speaks_again_only_when_two_people_sign(database: Engine, people: tuple[User, User], shipped: Guideline):
    file = validated(database, people, edited(shipped))
    with session(database) as s:
        seen = suspend(s, people[0], file.id, file.version, "alerte (exemple)")
        seen = write(s, people[0], file.id, seen, edited(shipped, "2026.2"))
        assert not next(one for one in in_force(s).base.guidelines if one.id == shipped.id).speaks
        seen = send(s, people[0], file.id, seen)
        sign(s, people[0], file.id, seen)
        sign(s, people[1], file.id, seen + 1)
    found = guideline(database, shipped.id)
    assert (found.status, found.version) == ("validated", "2026.2")


def test_a_text_that_was_never_in_force_cannot_be_retired(database: Engine, people: tuple[User, User]):
    with session(database) as s:
        file = begin(s, people[0], OVERLAY)
        with pytest.raises(WorkbenchError, match="jamais été validé"):
            retire(s, people[0], file.id, 1, "doublon (exemple)")


def test_an_overlay_restrains_once_validated_and_no_more_once_retired(database: Engine, people: tuple[User, User]):
    file = validated(database, people, OVERLAY)

    def restrained() -> bool:
        return any(entry.id == "no-pertuzumab" for entry in guideline(database, "breast-localised").contraindications)

    assert restrained()
    with session(database) as s:
        retire(s, people[1], file.id, file.version, "de nouveau disponible (exemple)")
    assert not restrained()


def test_a_validated_overlay_is_edited_and_signed_again(database: Engine, people: tuple[User, User]):
    file = validated(database, people, OVERLAY)
    with session(database) as s:
        seen = write(
            s, people[0], file.id, file.version, OVERLAY.replace("2026.1", "2026.2").replace("non disponible", "en rupture")
        )
        seen = send(s, people[0], file.id, seen)
        sign(s, people[0], file.id, seen)
        assert sign(s, people[1], file.id, seen + 1)
    reasons = [entry.reason for entry in guideline(database, "breast-localised").contraindications if entry.origin]
    assert reasons == ["en rupture (exemple)"]


def test_an_overlay_is_seen_as_patients_would_meet_it_with_its_own_examples(database: Engine, people: tuple[User, User]):
    validated(database, people, OVERLAY)
    with reading(database) as s:
        base = in_force(s, without="riom-breast").base
    found = as_patients_meet_it(OVERLAY, "riom.yaml", base)
    assert found is not None
    assert (found.id, found.contraindications[-1].id, found.tests) == ("breast-localised", "no-pertuzumab", ())
    assert as_patients_meet_it(OVERLAY.replace("her2-neoadjuvant", "her2-neo"), "riom.yaml", base) is None


def test_the_acts_on_every_file_are_told_the_last_one_first(database: Engine, people: tuple[User, User], shipped: Guideline):
    with session(database) as s:
        begin(s, people[0], OVERLAY)
        file = begin(s, people[1], shipped_text(shipped))
        suspend(s, people[1], file.id, 1, "alerte (exemple)")
        assert [(one.file_id, one.what, one.by) for one in acts(s, limit=2)] == [
            ("breast-localised", "rules.suspended", "Dr Paul Exemple"),
            ("breast-localised", "rules.begun", "Dr Paul Exemple"),
        ]


def test_an_overlay_whose_rule_is_gone_is_left_out_and_told(database: Engine, people: tuple[User, User]):
    file = validated(database, people, OVERLAY)
    with session(database) as s:  # as a new version of the program would do, that has no such rule any more
        history(s, file.id)[0].text = OVERLAY.replace("her2-neoadjuvant", "her2-ancienne")
        s.flush()
        found = in_force(s)
    assert "règle inconnue « her2-ancienne »" in found.faults[0].sentence
    assert len(found.base.guidelines) == len(load_all().guidelines)


def test_a_network_file_that_cannot_be_read_any_more_is_not_replaced_by_the_shipped_draft(
    database: Engine, people: tuple[User, User], shipped: Guideline
):
    file = validated(database, people, edited(shipped))
    with session(database) as s:
        history(s, file.id)[0].text = "guideline: ["
        s.flush()
        found = in_force(s)
    assert found.faults
    assert shipped.id not in {one.id for one in found.base.guidelines}


def test_the_state_changes_with_what_is_in_force_and_only_then(database: Engine, people: tuple[User, User], shipped: Guideline):
    with session(database) as s:
        assert state(s) == ""
        file = begin(s, people[0], edited(shipped))
        assert state(s) == ""
        suspend(s, people[0], file.id, 1, "alerte (exemple)")
        assert state(s) == in_force(s).base.state != ""


def test_the_journal_tells_who_did_what(database: Engine, people: tuple[User, User], shipped: Guideline):
    validated(database, people, edited(shipped))
    with reading(database) as s:
        told = [(entry.user_name, entry.action) for entry in entries(s, f"rules:{shipped.id}")]
    assert told == [
        ("Dr Paul Exemple", "rules.validated"),
        ("Dr Anne Exemple", "rules.signed"),
        ("Dr Anne Exemple", "rules.sent"),
        ("Dr Anne Exemple", "rules.begun"),
    ]


def test_a_task_is_asked_once_and_closed_with_a_word(database: Engine, people: tuple[User, User]):
    with session(database) as s:
        open_task(s, people[0], "d1", ["breast-localised"])
        open_task(s, people[0], "d1", ["breast-localised"])
        (task,) = to_read(s)
        with pytest.raises(WorkbenchError, match="conclu"):
            close_task(s, people[1], task.id, 1, "")
        close_task(s, people[1], task.id, 1, "règle à mettre à jour (exemple)")
        assert to_read(s) == []
        with pytest.raises(Conflict):
            close_task(s, people[0], task.id, 1, "déjà vu")
