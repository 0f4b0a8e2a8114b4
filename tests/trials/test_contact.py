"""Whom to write to about a trial, and the message."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from trials.contact import contacts, message
from trials.model import Contact, LocalTrial, Site, Trial

INVESTIGATOR = Contact("Dr A. Fictive", "INVESTIGATOR", "01 00 00 00 00", "a.fictive@hopital.example")
SPONSOR = Contact("Promoteur inventé", None, None, "essais@promoteur.example")
SITE = Site("CHU inventé", "Rennes", "35000", "France", contacts=(INVESTIGATOR,))
TRIAL = Trial(
    "NCT07700001",
    "ctgov",
    xrefs=("2099-500001-10-00",),
    title="Invented study",
    title_fr="Étude inventée & suivie",
    contacts=(SPONSOR,),
)


def test_a_site_is_asked_before_the_sponsor() -> None:
    assert contacts(TRIAL, SITE) == (INVESTIGATOR, SPONSOR)
    assert message(TRIAL, SITE).to == ("a.fictive@hopital.example",)
    assert message(TRIAL).to == ("essais@promoteur.example",)


def test_our_own_coordinator_is_asked_first() -> None:
    ours = LocalTrial(TRIAL.id, "RECRUITING", coordinator=Contact("C. Fictif", None, "02 00 00 00 00"))
    trial = Trial(TRIAL.id, "ctgov", contacts=(SPONSOR,), local=ours)
    assert [each.name for each in contacts(trial, SITE)] == ["C. Fictif", "Dr A. Fictive", "Promoteur inventé"]


def test_a_contact_that_cannot_be_reached_is_no_contact() -> None:
    trial = Trial(TRIAL.id, "ctgov", contacts=(Contact("Nobody"),))
    assert contacts(trial) == ()
    assert message(trial).to == ()


def test_the_message_names_the_trial_and_the_centre_and_nobody_else() -> None:
    written = message(TRIAL, SITE)
    assert written.subject == "Essai NCT07700001 : inclusions ouvertes dans votre centre ?"
    assert "NCT07700001 (« Étude inventée & suivie »)" in written.body
    assert "dans votre centre (CHU inventé, Rennes)" in written.body
    assert "2099-500001-10-00" in written.body
    assert "aucune donnée de patient" in written.body


def test_the_link_opens_the_same_message() -> None:
    written = message(TRIAL, SITE)
    opened = urlsplit(written.link)
    assert (opened.scheme, opened.path) == ("mailto", "a.fictive@hopital.example")
    assert parse_qs(opened.query) == {"subject": [written.subject], "body": [written.body]}
