"""The timeline: what has a date is placed, what has none is said, and the picture carries its words."""

from lxml import etree

from dossier.pictures import timeline
from matching.derive import derive
from matching.reading import read

NOTE = """RCP du 10/07/2025. Patiente de 66 ans. Carcinome séreux de haut grade de l'ovaire diagnostiqué en 03/2022. Chimiothérapie par carboplatine paclitaxel
du 04/2022 au 08/2022, chirurgie d'intervalle le 05/07/2022. Rechute en 12/2024. Paclitaxel hebdomadaire depuis 01/2025. A reçu de la radiothérapie."""
CASE = derive(read(NOTE, "fictive"))


def test_events_come_in_the_order_of_their_dates():
    found = timeline.events(CASE)
    assert [event.start for event in found] == sorted(event.start for event in found)
    assert {"Diagnostic", "Rechute"} <= {event.label for event in found}


def test_an_operation_is_a_moment_and_a_course_lasts():
    by_label = {event.label: event for event in timeline.events(CASE)}
    assert next(event for label, event in by_label.items() if "chirurgie" in label).end == ""
    assert next(event for label, event in by_label.items() if "carboplatine" in label).end == "2022-08"


def test_what_goes_on_says_that_no_end_is_known():
    assert any(
        words.endswith("chimiothérapie paclitaxel") and "en cours ou fin non dite" in words for words in timeline.words(CASE)
    )


def test_what_has_no_date_is_said_and_not_placed():
    assert "sans date : radiothérapie" in timeline.words(CASE)


def test_the_picture_is_well_formed_and_carries_its_words():
    root = etree.fromstring(timeline.svg(CASE))
    title, description = root[0].text, root[1].text
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert title == "Frise de la maladie et de ses traitements"
    assert all(words in description for words in timeline.words(CASE))


def test_nothing_dated_is_no_picture():
    assert timeline.svg(derive(read("Patient de 60 ans.", "x"))) == ""
