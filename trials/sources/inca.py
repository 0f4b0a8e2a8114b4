"""The register of cancer trials of INCa, from a file: it has no interface. The fields are the titles of its pages, in French.

A JSON object or a CSV line for each trial; lists (criteria, centres) are lists in JSON, one item a line of the cell in CSV.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from trials.model import Site, Trial, TrialFault, cross_references
from trials.sources.fields import dates, listed, text, texts
from trials.terms import fold, tokenise

SOURCE = "inca"

_NUMBER = re.compile(r"NCT\d{8}|\d{4}-5\d{5}-\d{2}(?:-\d{2})?|\d{4}-A?\d{5,6}-\d{2}|ISRCTN\d{8}", re.IGNORECASE)
_POSTCODE = re.compile(r"\b(\d{5})\s+([^,;(]+)")
_BULLET = re.compile(r"^[\s•*–-]+")
# "En cours d'ouverture" is not "ouvert".
_STATUSES = (
    (re.compile(r"\b(?:clos|close|ferme|fermee|termine|terminee|arrete|arretee)s?\b"), "ACTIVE_NOT_RECRUITING"),
    (re.compile(r"\b(?:suspendu|suspendue)s?\b"), "SUSPENDED"),
    (re.compile(r"\b(?:non|pas encore|bientot|en cours d ouverture|en attente|a venir)\b"), "NOT_YET_RECRUITING"),
    (re.compile(r"\b(?:ouvert|ouverte)s?\b"), "RECRUITING"),
)

Fields = Mapping[str, Any]


def is_record(value: Fields) -> bool:
    """Whether these fields are a trial of INCa: `is_record({"Titre": "…", "Références de l'essai": "NCT01234567"})`."""
    return {"titre", "references de l essai"} <= {_key(name) for name in value}


def parse(record: Fields) -> Trial:
    """The trial of one record, under the first public number of its references. Raises TrialFault where they have none."""
    given = {_key(name): value for name, value in record.items()}
    references = " ".join(_lines(given.get("references de l essai")))
    numbers = list(dict.fromkeys(number.upper() for number in _NUMBER.findall(references)))
    if not numbers:
        raise TrialFault(
            "essai sans numéro public : « Références de l'essai » n'a ni numéro NCT, ni EU CT, ni EudraCT, ni ID-RCB."
        )
    own, *others = numbers
    xrefs, other_ids = cross_references(own, others)
    inclusions, exclusions = (_lines(given.get(f"criteres {kind}")) for kind in ("d inclusion", "de non inclusion"))
    whole, criteria = listed(
        [("inclusion", words, words) for words in inclusions] + [("exclusion", words, words) for words in exclusions]
    )
    title = text(given.get("titre"))
    return Trial(
        id=own,
        source=SOURCE,
        xrefs=xrefs,
        other_ids=other_ids,
        version=dates(day=given.get("date de mise a jour")).get("day"),
        title=title,
        title_fr=title,
        status=_status(" ".join(filter(None, (text(given.get("etat de l essai")), text(given.get("avancement de l essai")))))),
        study_type="INTERVENTIONAL",
        conditions=texts([*_lines(given.get("type s de cancer"))]),
        sponsor=text(given.get("promoteur")),
        sex=_sex(text(given.get("sexe")) or ""),
        eligibility_text=whole,
        text_marks=("listed",) if criteria else (),
        criteria=criteria,
        summary=text(given.get("resume")),
        sites=tuple(map(_site, _lines(given.get("centres")))),
        dates=dates(start=given.get("ouverture effective le"), last_update=given.get("date de mise a jour")),
        raw=json.dumps(dict(record), ensure_ascii=False, separators=(",", ":")),
    )


def _key(title: str) -> str:
    """`_key("Type(s) de cancer")` -> "type s de cancer"."""
    return " ".join(tokenise(title))


def _lines(value: Any) -> list[str]:
    """The items of a list, or of a cell that has one a line."""
    items = value if isinstance(value, list) else (text(value) or "").splitlines()
    return [tidy for item in items if (tidy := _BULLET.sub("", text(item) or ""))]


def _status(words: str) -> str | None:
    said = _key(words)
    return next((code for pattern, code in _STATUSES if pattern.search(said)), None)


def _sex(words: str) -> str | None:
    said = fold(words)
    women, men = "femme" in said or "femin" in said, "homme" in said or "mascul" in said
    return "ALL" if women and men else "FEMALE" if women else "MALE" if men else None


def _site(line: str) -> Site:
    """`_site("CHU inventé, 1 rue Fictive, 35000 Rennes")`."""
    found = _POSTCODE.search(line)
    name = line.split(",")[0].strip()
    return Site(name, found[2].strip() if found else None, found[1] if found else None, "France")
