"""The after-cancer programme: when there is one, its calendar counted from the end of treatment, late effects, and its .ics file."""

import datetime

import pytest
from icalendar import Calendar

from dossier.exports import docx, ics, pdf
from dossier.notebook import Notebook
from dossier.ppac import NoAftercare, calendar, propose_ppac
from dossier.programme import Appointment, Contact, Programme
from dossier.steps import Sources

TREATED = """RCP sein du 10/07/2025. Patiente de 57 ans, OMS 0. Carcinome canalaire infiltrant du sein gauche, grade 3, RE 90 %, RP 60 %, HER2 3+,
pT2 N1 M0. Chimiothérapie par EC 100 puis docétaxel et trastuzumab du 03/2024 au 08/2024, mastectomie gauche le 12/02/2024, radiothérapie de la paroi
50 Gy du 09/2024 au 10/2024. Hormonothérapie par létrozole depuis 11/2024. Question : surveillance ?"""
ENDED = Programme(
    ended_on="2025-06-30",
    ongoing="létrozole",
    appointments=(
        Appointment("Mammographie", "2026-06-15", place="Imagerie", aftercare=True),
        Appointment("Cure 1", "2024-03-01"),
    ),
    contacts=(Contact("Médecin traitant", "Dr Blanc"),),
)


@pytest.fixture
def treated(sources: Sources) -> Notebook:
    notebook = Notebook.start(TREATED, sources)
    notebook.run_all()
    return notebook


def ppac(notebook: Notebook, programme: Programme = ENDED):
    return propose_ppac(notebook.case, notebook.output("recommendations"), programme)


def test_there_is_none_before_somebody_says_that_treatment_ended(treated: Notebook):
    with pytest.raises(NoAftercare, match="en donner la date"):
        ppac(treated, Programme())
    assert treated.output("ppac") is None


def test_there_is_none_while_metastatic_disease_is_treated(sources: Sources):
    notebook = Notebook.start(TREATED.replace("pT2 N1 M0", "pT2 N1, métastases hépatiques, M1"), sources)
    notebook.run_all()
    with pytest.raises(NoAftercare, match="métastatique"):
        ppac(notebook)


def test_the_months_are_counted_from_the_end_of_active_treatment(treated: Notebook):
    due = list(calendar(treated.case, treated.output("recommendations"), ENDED))
    yearly = [one.month for one in due if "ammographie" in one.act]
    assert yearly[:3] == ["2026-06", "2027-06", "2028-06"]
    assert all(one.month > "2025-06" for one in due)
    assert len({(one.month, one.act) for one in due}) == len(due)


COLON = """RCP digestive du 10/07/2025. Homme de 64 ans, OMS 0. Adénocarcinome du côlon droit : colectomie droite le 12/02/2025, pT3 N1, 2N+/18.
FOLFOX adjuvant du 03/2025 au 06/2025. Question : surveillance ?"""


def calendar_lines(text: str, sources: Sources) -> list[str]:
    notebook = Notebook.start(text, sources)
    notebook.run_all()
    return [item.text or item.why_empty for item in ppac(notebook).sections[1].items if not item.id.startswith("r")]


def test_a_calendar_that_waits_for_a_value_says_which_and_comes_once_it_is_known(sources: Sources):
    assert calendar_lines(COLON, sources) == ["M non renseigné : le calendrier de « Cancer du côlon non métastatique » en dépend"]
    assert any("Coloscopie" in line for line in calendar_lines(COLON.replace("pT3 N1", "pT3 N1 M0"), sources))


def test_without_the_type_of_the_tumour_every_calendar_waits_for_it_in_one_line(sources: Sources):
    unknown = "RCP du 10/07/2025. Homme de 64 ans, OMS 0. Opéré le 12/02/2025. Question : surveillance ?"
    assert calendar_lines(unknown, sources) == ["Type tumoral non renseigné : le calendrier en dépend"]


def test_only_a_tumour_that_no_guideline_follows_has_no_calendar(sources: Sources):
    thymoma = "RCP du 10/07/2025. Homme de 64 ans, OMS 0. Thymome B1 opéré le 12/02/2025, M0. Question : surveillance ?"
    assert calendar_lines(thymoma, sources) == ["aucun référentiel de la base ne donne de calendrier : à écrire par l'équipe"]


def test_each_month_says_who_does_it_and_which_guideline_asks_for_it(treated: Notebook):
    item = ppac(treated).item("calendar.2026-06")
    assert item.label == "06/2026"
    assert "ammographie" in item.text
    assert "médecin traitant" in item.text or "oncologue" in item.text
    assert "version" in item.reasons[0]


def test_appointments_are_those_of_aftercare_as_entered(treated: Notebook):
    items = [item.text for item in ppac(treated).sections[1].items if item.id.startswith("r")]
    assert items == ["15/06/2026 : Mammographie, Imagerie"]


def test_late_effects_follow_the_treatments_received(treated: Notebook):
    late = " ".join(item.label for item in ppac(treated).sections[3].items)
    for effect in ("Insuffisance cardiaque tardive", "Neuropathie", "Ostéoporose", "Lymphœdème"):
        assert effect in late


def test_what_goes_on_is_listed_as_ongoing(treated: Notebook):
    assert ppac(treated).item("situation.ongoing").text == "létrozole"


def test_the_notebook_proposes_it_once_the_end_is_entered(treated: Notebook):
    treated.programme = ENDED
    assert "ppac" in treated.run_stale()
    assert treated.output("ppac").item("contacts.c1").text == "Dr Blanc"


def test_the_calendar_holds_appointments_as_events_and_the_rest_as_reminders(treated: Notebook):
    due = list(calendar(treated.case, treated.output("recommendations"), ENDED))
    at = datetime.datetime(2025, 7, 10, 12, tzinfo=datetime.UTC)
    events = Calendar.from_ical(ics.write(ENDED, due, at)).walk("VEVENT")
    entered = [event for event in events if event["SUMMARY"] == "Mammographie (à confirmer)"]
    assert [event.decoded("DTSTART") for event in entered] == [datetime.date(2026, 6, 15)]
    reminders = [event for event in events if str(event["SUMMARY"]).startswith("À programmer ce mois-ci")]
    assert len(reminders) == len({one.month for one in due})
    assert all(event["TRANSP"] == "TRANSPARENT" for event in reminders)
    assert len({event["UID"] for event in events}) == len(events)


def test_it_leaves_as_word_and_pdf(treated: Notebook):
    document = ppac(treated)
    assert docx.write(document)[:2] == b"PK"
    assert pdf.write(document)[:5] == b"%PDF-"
    assert document.banner.startswith("PROPOSITION")
