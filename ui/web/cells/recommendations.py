"""What the guidelines propose, what they may propose, what is set aside and why. Nothing is ticked in advance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dossier.frcp_proposal import is_retained, with_option, without_option
from dossier.pictures import path
from guidelines import Recommendations
from guidelines.model import Guideline
from guidelines.proposal import Proposal, ProposedOption
from guidelines.refusals import why_not
from matching.catalogue import catalogue
from ui.web import pictures, rule_words
from ui.web.look import escape, lines, table
from ui.web.opened import edit, notebook

DRAFTS = "Règles en brouillon, rédigées sans relecture de la source : à vérifier dans le document d'origine avant toute décision."


def show() -> None:
    found: Recommendations = notebook().output("recommendations")
    applied = [proposal for proposal in found.proposals if proposal.verdict == "applies"]
    possible = [proposal for proposal in found.proposals if proposal.verdict != "applies"]
    barred = [proposal for proposal in possible if all(option.set_aside for option in proposal.options)]
    if any(entry.guideline.status == "draft" for entry in found.consulted if entry.in_scope is not False):
        st.html(f'<p class="banner">{DRAFTS}</p>')
    if overdue := found.to_review(date.today()):
        st.html(f'<p class="quiet">{escape(_to_review(overdue))}</p>')
    if not found.proposals:
        st.markdown(
            "**Hors référentiel.** Aucune règle de la base ne s'applique à ce cas, ou il manque de quoi le savoir "
            "(cellule « Informations manquantes »)."
        )
    if found.proposals and st.toggle("Dessiner le chemin du patient", key="path"):
        nodes = path.nodes(found)
        pictures.show(path.svg(nodes), path.words(nodes), "path")
    _group("S'appliquent à ce cas", applied)
    _group("Possibles, si ce qui manque le confirme", [proposal for proposal in possible if proposal not in barred])
    if barred:
        with st.expander(f"Possibles, mais une réserve les écarte ({len(barred)})", key="barred"):
            for proposal in barred:
                _proposal(proposal)
    _outside(found)
    _set_aside(found)


def _to_review(overdue: Sequence[Guideline]) -> str:
    """One sentence for all the guidelines that should have been reviewed: they go on proposing."""
    since = min(one.review_before for one in overdue)
    count = (
        "La date de relecture d'un référentiel" if len(overdue) == 1 else f"La date de relecture de {len(overdue)} référentiels"
    )
    titles = " ; ".join(one.title for one in overdue)
    return f"{count} est passée (depuis le {since:%d/%m/%Y} : {titles}). Les propositions restent affichées ; les comparer à la source en vigueur."


def _group(title: str, proposals: list[Proposal]) -> None:
    if not proposals:
        return
    st.markdown(f"### {title} ({len(proposals)})")
    for proposal in proposals:
        _proposal(proposal)


def _proposal(proposal: Proposal) -> None:
    with st.container(key=f"proposal:{proposal.id}", gap="small"):
        st.html(_card(proposal))
        kept = [option for option in proposal.options if not option.set_aside]
        decision = notebook().decision
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            for index, option in enumerate(kept):
                retained = is_retained(decision, proposal, option)
                st.button(
                    f"{'Ne plus retenir' if retained else 'Retenir'} : {_short(option)}",
                    key=f"retain:{proposal.id}:{index}",
                    on_click=let_go if retained else retain,
                    args=(proposal, option),
                )
            if any(is_retained(decision, proposal, option) for option in kept):
                st.markdown(":green-badge[retenu] écrit dans la [décision](#decision)", width="content")


def _short(option: ProposedOption) -> str:
    label = option.option.label
    return label if len(label) <= 70 else label[:69] + "…"


def retain(proposal: Proposal, option: ProposedOption) -> None:
    """Writes an option into the decision, as a person's choice: its text, and the rule it follows."""
    edit("decision.retained", lambda held: setattr(held, "decision", with_option(held.decision, proposal, option)))


def let_go(proposal: Proposal, option: ProposedOption) -> None:
    """Takes an option back out of the decision."""
    edit("decision.let_go", lambda held: setattr(held, "decision", without_option(held.decision, proposal, option)))


def _card(proposal: Proposal) -> str:
    options = "".join(map(_option, proposal.options))
    wanted = [catalogue()[key].question for key in proposal.missing]
    return (
        f'<p class="decision">{escape(proposal.decision.question)}</p>'
        f'<div class="card"><ul class="options">{options}</ul><div>'
        + (f'<p class="because">Parce que</p>{lines(proposal.because)}' if proposal.because else "")
        + (f'<p class="because">À documenter</p>{lines(wanted)}' if wanted else "")
        + f'</div></div><p class="quiet">{escape(rule_words.origin(proposal))}</p>'
    )


def _option(proposed: ProposedOption) -> str:
    option = proposed.option
    tags = f'<span class="tag">{escape(rule_words.strength(option))}</span>'
    restrained = lines(proposed.restraints, "restraints")
    checks = [catalogue()[key].fr for key in proposed.to_check]
    check = f'<p class="quiet">Contre-indications à vérifier : {escape(", ".join(checks))}</p>' if checks else ""
    note = f'<p class="quiet">{escape(option.note)}</p>' if option.note else ""
    aside = ' class="aside"' if proposed.set_aside else ""
    return f"<li{aside}><strong>{escape(option.label)}</strong> {tags}{restrained}{check}{note}</li>"


def _outside(found: Recommendations) -> None:
    if found.outside:
        st.markdown(f"### Questions sans règle pour ce cas ({len(found.outside)})")
        said = [f"{one.decision.question} {one.option.label} ({one.guideline.title})" for one in found.outside]
        st.html(lines(said))


def _set_aside(found: Recommendations) -> None:
    held = notebook()
    if not found.set_aside or held.case is None:
        return
    with st.expander(f"Écartées, et pourquoi ({len(found.set_aside)})", key="set-aside"):
        if not st.toggle("Montrer pourquoi chaque option n'est pas proposée", key="why-not"):
            return
        rows = [
            (escape(one.decision.question), escape(one.option.label), lines(one.because), "oui" if one.recoverable else "non")
            for one in why_not(held.case, held.sources.rules)
        ]
        st.html(table(("Question", "Option", "Critère qui l'écarte", "Peut changer"), rows))
