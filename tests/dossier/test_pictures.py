"""The other pictures: sites by distance, the patient's path, coverage of the rule base. Each is well formed and says its words."""

import datetime

from lxml import etree

from dossier.notebook import Notebook
from dossier.pictures import coverage, path, trial_map
from dossier.steps import Sources
from trials.sites import locate
from ui.web.rule_words import ORGANS


def description(svg: str) -> str:
    root = etree.fromstring(svg)
    assert root.get("role") == "img"
    return root[1].text


def point(town: str, km: float, open: bool = True) -> trial_map.Point:
    return trial_map.Point(town, km, 90, open, ("FICT-1",))


def test_the_map_names_each_town_with_its_distance_and_greys_what_takes_nobody():
    found = [point("Rennes", 3.2), point("Nantes", 98.7, open=False)]
    svg = trial_map.svg(locate("35000"), found)
    assert description(svg) == "Rennes, 3 km : FICT-1 ; Nantes, 99 km, ne recrute pas : FICT-1"
    assert svg.count("<circle") == len(trial_map.RINGS) + 1 + len(found)


def test_north_is_up_and_east_is_right():
    paris = locate("75001")
    assert abs(trial_map._bearing(paris, locate("59000")) - 20) < 20
    assert abs(trial_map._bearing(paris, locate("67000")) - 90) < 20


def test_no_site_is_no_picture():
    assert trial_map.svg(locate("35000"), []) == ""


def test_the_path_shows_what_applies_what_may_and_counts_the_rest(notebook: Notebook):
    nodes = path.nodes(notebook.output("recommendations"))
    assert nodes
    assert {node.standing for node in nodes} <= {"applies", "possible"}
    said = description(path.svg(nodes))
    for proposal in notebook.output("recommendations").proposals:
        for option in proposal.options:
            assert option.option.label in said
    assert "ne s'appliquent pas" in said or "ne s'applique pas" in said


def test_coverage_counts_every_rule_once_and_every_organ_has_a_french_name(sources: Sources):
    base = sources.rules.guidelines
    rows = coverage.rows(base, datetime.date(2026, 1, 1))
    assert sum(row.rules for row in rows) == sum(len(decision.rules) for one in base for decision in one.decisions)
    assert all(row.organ in ORGANS for row in rows)
    assert "Sein :" in description(coverage.svg(rows, ORGANS))
