"""A notebook shown in Jupyter: highlighted text, features, proposals, trials, timeline, documents. HTML, without a line of script.

    >>> notebook = Notebook.start(text, Sources.local())
    >>> notebook.run_all()
    >>> recommendations(notebook)  # a cell shows the cards; print() gives their words

Each function gives a `Shown`: HTML for people who look, words for those who do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from dossier.items import ProposedDocument
from dossier.notebook import Notebook
from dossier.pictures import timeline as disease
from dossier.spans import cut
from matching.case import Case, Evidence, Feature
from matching.catalogue import catalogue
from matching.words import treatment_words, value_words
from trials.match import TrialMatch

_CELL = 'style="text-align:left;vertical-align:top;border-bottom:1px solid #e3ebeb;padding:4px 8px"'
ORIGINS = {"computed": "calculé", "person": "saisi", "read": "lu"}


@dataclass(frozen=True)
class Shown:
    """What a cell shows: `html` in Jupyter, `words` where only text is."""

    html: str
    words: str

    def _repr_html_(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.words

    __repr__ = __str__


def text(notebook: Notebook) -> Shown:
    """The text of the case, the words that prove a value marked, the values in the title of each mark."""
    case = notebook.computed_case
    marks = [(proof.start, proof.end, key) for key, proof in _proofs(case)] if case else []
    pieces = []
    for piece in cut(notebook.text, marks):
        said = escape(piece.text)
        names = " ; ".join(catalogue()[key].fr for key in piece.keys)
        pieces.append(f'<mark style="background:#d5eae4" title="{escape(names)}">{said}</mark>' if piece.keys else said)
    return Shown(f'<div style="white-space:pre-wrap;line-height:1.6">{"".join(pieces)}</div>', notebook.text)


def _proofs(case: Case) -> Iterable[tuple[str, Evidence]]:
    for key, feature in case.features.items():
        yield from ((key, proof) for proof in feature.evidence if proof.end)
    for record in case.treatments:
        yield from (("history.treatments", proof) for proof in record.evidence if proof.end)


def features(notebook: Notebook) -> Shown:
    """What is known, with where it comes from."""
    case = notebook.case
    if case is None:
        return _nothing()
    rows = [(catalogue()[key].fr, value_words(key, feature.value), _origin(feature)) for key, feature in case.features.items()]
    rows += [("Traitement prévu" if record.planned else "Traitement", treatment_words(record), "") for record in case.treatments]
    return _table(("Caractéristique", "Valeur", "Preuve"), rows)


def _origin(feature: Feature) -> str:
    proofs = [proof.text or proof.person or "" for proof in feature.evidence]
    said = " ; ".join(f"« {proof} »" for proof in dict.fromkeys(proofs) if proof)
    return f"{ORIGINS.get(feature.origin, feature.origin)} {said}".strip()


def recommendations(notebook: Notebook) -> Shown:
    """The options of the rules, with their reasons and what is missing. Nothing is ticked."""
    found = notebook.output("recommendations")
    if found is None:
        return _nothing()
    cards, said = [], []
    for proposal in found.proposals:
        options = [f"{option.option.label}{' (écartée)' if option.set_aside else ''}" for option in proposal.options]
        missing = [catalogue()[key].question for key in proposal.missing]
        stands = "s'applique" if proposal.verdict == "applies" else "à documenter"
        origin = f"{proposal.guideline.title}, version {proposal.guideline.version}"
        cards.append(_card(f"{proposal.decision.question} — {stands}", options, (*proposal.because, *missing), origin))
        said.append(
            f"{proposal.decision.question} — {stands} : {' ; '.join(options)}. {' ; '.join((*proposal.because, *missing))}"
        )
    return Shown("".join(cards) or "<p>Hors référentiel.</p>", "\n".join(said) or "Hors référentiel.")


def trials(notebook: Notebook, most: int = 10) -> Shown:
    """The trials that no criterion excludes, with what is met and what is to check. Nobody is said to be eligible."""
    matches: list[TrialMatch] = notebook.output("trials") or []
    rows = [
        (
            match.trial.id,
            match.trial.title_fr or match.trial.title or "",
            f"{match.count('met')} remplis, {match.count('unknown')} à vérifier",
        )
        for match in matches[:most]
    ]
    return (
        _table(("Essai", "Titre", "Critères"), rows)
        if rows
        else Shown("<p>Aucun essai ne reste possible.</p>", "Aucun essai ne reste possible.")
    )


def timeline(notebook: Notebook) -> Shown:
    """The disease and its treatments along the years."""
    case = notebook.case
    if case is None:
        return _nothing()
    said = "\n".join(disease.words(case)) or "Aucune date."
    return Shown(disease.svg(case) or f"<p>{escape(said)}</p>", said)


def document(notebook: Notebook, kind: str = "frcp") -> Shown:
    """A document as it stands ("frcp", "pps", "ppac"), its banner first."""
    found = notebook.output(kind)
    if not isinstance(found, ProposedDocument):
        return _nothing()
    rows = [
        (section.title, item.label, item.text or f"— {item.why_empty}") for section in found.sections for item in section.items
    ]
    shown = _table(("Section", "Rubrique", "Contenu"), rows)
    banner = f"<p><strong>{escape(found.banner)}</strong></p>" if found.banner else ""
    return Shown(f"<h3>{escape(found.title)}</h3>{banner}{shown.html}", f"{found.title}\n{found.banner}\n{shown.words}")


def whole(notebook: Notebook) -> str:
    """Everything, as one HTML."""
    parts = (
        ("Résumé", text),
        ("Frise", timeline),
        ("Caractéristiques", features),
        ("Propositions", recommendations),
        ("Essais", trials),
    )
    return "".join(f"<h3>{title}</h3>{show(notebook).html}" for title, show in parts)


def _nothing() -> Shown:
    said = "Cette cellule n'a pas encore été exécutée : notebook.run_all()."
    return Shown(f"<p>{said}</p>", said)


def _card(title: str, options: Sequence[str], because: Sequence[str], origin: str) -> str:
    listed = "".join(f"<li>{escape(option)}</li>" for option in options)
    return (
        f'<div style="border:1px solid #dbe6e6;border-radius:6px;padding:8px 12px;margin:6px 0"><strong>{escape(title)}</strong><ul>{listed}</ul>'
        f'<div style="color:#52656a;font-size:90%">{escape(" ; ".join(because))}<br>{escape(origin)}</div></div>'
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Shown:
    head = "".join(f"<th {_CELL}>{escape(one)}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td {_CELL}>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    words = "\n".join(" | ".join(row) for row in rows)
    return Shown(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", words)
