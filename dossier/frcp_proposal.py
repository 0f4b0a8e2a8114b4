"""Sections 15 and 16 of the FRCP: what was retained, the other proposals of the guidelines, the trials, and the guideline followed.

    >>> proposal_section(recommend(case, base), matches, Decision()).items[0].why_empty
    "rien n'est retenu avant la décision de la RCP"

Intentions are numbered as in the national model: 1 is what is retained, 2 and after its alternatives. Before the decision, the number is the
rank that the guideline gives. What a guideline only might propose and sets aside at once is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dossier.decision import DEVIATIONS, Decision
from dossier.items import Item, Section
from dossier.treatment_types import treatment_codes
from guidelines import Recommendations
from guidelines.proposal import Proposal, ProposedOption
from matching.catalogue import catalogue
from trials.match import TrialMatch

Offered = tuple[Proposal, ProposedOption]
TRIALS_SHOWN = 5
_STATUS = {"draft": "brouillon", "in_review": "en relecture", "validated": "validé", "suspended": "suspendu", "retired": "retiré"}


def proposal_section(found: Recommendations, trials: Iterable[TrialMatch], decision: Decision) -> Section:
    """What is retained first, then the other options in the order in which they are to be read, then the first trials."""
    chosen = retained_options(found, decision)
    items = [_retained(decision), *(_chosen(number, *pair) for number, pair in enumerate(chosen, start=1))]
    others = [pair for pair in _offered(found) if pair not in chosen]
    answered = {_question(proposal) for proposal, _ in chosen}
    if decision.validated:  # what was signed leaves with its alternatives, not with what the meeting did not speak of
        others = [pair for pair in others if _question(pair[0]) in answered]
    items += _options(others, answered, bool(decision.retained))
    if not others and not chosen and not decision.validated:
        items.append(
            Item.empty("o0", "Options des référentiels", "aucune règle ne s'applique : hors référentiel ou information manquante")
        )
    items += [_trial(index, match) for index, match in enumerate(list(trials)[:TRIALS_SHOWN], start=1)]
    return Section("proposal", "15. Proposition", tuple(items), required=True)


def option_text(proposed: ProposedOption) -> str:
    """What the FRCP says of an option, and what is retained when a person retains it."""
    return proposed.option.frcp or proposed.option.label


def retained_options(found: Recommendations, decision: Decision) -> list[Offered]:
    """The options whose words a person retained. Words that a person changed are theirs, and no option's."""
    offered = [(proposal, option) for proposal in found.proposals for option in proposal.options]
    return [pair for pair in offered if is_retained(decision, *pair)]


def is_retained(decision: Decision, proposal: Proposal, option: ProposedOption) -> bool:
    """Are its words in what is retained, under its rule?"""
    return proposal.id in decision.rules and option_text(option) in decision.retained


def with_option(decision: Decision, proposal: Proposal, option: ProposedOption) -> Decision:
    """The decision with an option that a person retains: its words after those already there, and the rule it follows."""
    retained = f"{decision.retained}\n{option_text(option)}".strip()
    return replace(decision, retained=retained, rules=tuple(dict.fromkeys([*decision.rules, proposal.id])))


def without_option(decision: Decision, proposal: Proposal, option: ProposedOption) -> Decision:
    """The decision without an option retained before; its rule goes where no other option of it is left, the other words stay."""
    kept = (line for line in decision.retained.replace(option_text(option), "").splitlines() if line.strip())
    left = replace(decision, retained="\n".join(kept))
    followed = any(is_retained(left, proposal, one) for one in proposal.options)
    return replace(left, rules=tuple(rule for rule in left.rules if followed or rule != proposal.id))


def _retained(decision: Decision) -> Item:
    label = "Proposition retenue"
    if not decision.retained:
        return Item.empty("retained", label, "rien n'est retenu avant la décision de la RCP", required=True)
    state = "confirmed" if decision.validated else "edited"
    return Item("retained", label, decision.retained, (decision.signature,), state=state, required=True)


def _chosen(number: int, proposal: Proposal, proposed: ProposedOption) -> Item:
    """An option retained: the types of treatment that it brings, and what it is."""
    codes = treatment_codes(proposed.option.keywords, "frcp_treatment")
    types = ", ".join(display for _, _, display in codes).capitalize()
    label = proposed.option.label
    text = label if label.casefold().startswith(types.casefold()) else f"{types} : {label}"
    reasons = (*proposal.because, *proposed.restraints, _from(proposal))
    return Item(f"r{number}", f"Intention n° 1, traitement {number}", text, reasons, rule=proposal.id, codes=codes)


def _offered(found: Recommendations) -> list[Offered]:
    """Options in the order in which they are to be read: those that apply, those to document, those set aside; in each, question by question."""
    offered = [(proposal, option) for proposal in found.proposals for option in proposal.options]
    shown = [(proposal, option) for proposal, option in offered if proposal.verdict == "applies" or not option.set_aside]
    asked = list(dict.fromkeys(_question(proposal) for proposal, _ in shown))

    def order(pair: Offered) -> tuple[bool, bool, int, int]:
        proposal, option = pair
        return option.set_aside, proposal.verdict != "applies", asked.index(_question(proposal)), option.option.rank

    return sorted(shown, key=order)


def _options(offered: list[Offered], answered: set[tuple[str, str]], decided: bool) -> Iterator[Item]:
    """One item an option. `answered` are the questions to which the meeting gave its answer: their other options are alternatives."""
    intention = 1
    before: tuple[str, ...] = ()
    for number, (proposal, proposed) in enumerate(offered, start=1):
        if proposed.set_aside:
            name, reasons = "Option écartée", (*proposed.restraints, _from(proposal))
        else:
            name, reasons = f"Option {number} (intention n° {proposed.option.rank})", (*_because(proposal), _from(proposal))
            if _question(proposal) in answered:
                intention += 1
                name = f"Alternative (intention n° {intention})"
            elif decided:
                name = "Autre proposition, non retenue"
            same, before = (proposal.id, *reasons) == before, (proposal.id, *reasons)
            reasons = (*(("mêmes raisons que ci-dessus",) if same else reasons), *proposed.restraints)
        label = f"{name} — {proposal.decision.question}"
        text = option_text(proposed)
        yield Item(f"o{number}", label, text, tuple(dict.fromkeys(reasons)), rule=proposal.id)


def _because(proposal: Proposal) -> tuple[str, ...]:
    """Why an option is proposed; of one that only may be, what is to be known first."""
    if proposal.verdict == "applies":
        return proposal.because
    names = [catalogue()[key].fr for key in proposal.missing]
    return (f"à documenter : {', '.join(names)}" if names else "à documenter",)


def _question(proposal: Proposal) -> tuple[str, str]:
    return proposal.guideline.id, proposal.decision.id


def _from(proposal: Proposal) -> str:
    return f"référentiel : {proposal.guideline.title}"


def _trial(number: int, match: TrialMatch) -> Item:
    met, check = (sum(one.verdict in verdicts for one in match.criteria) for verdicts in (("met",), ("unknown", "to_confirm")))
    text = f"{match.trial.id} — {match.trial.title_fr or match.trial.title}"
    reasons = (f"aucun critère contraire trouvé, {met} remplis, {check} à vérifier",)
    return Item(f"e{number}", f"Essai {number}, à étudier", text, reasons)


def framework_section(found: Recommendations, decision: Decision) -> Section:
    """The guideline followed with its version and date, or those that apply; and why the meeting departs from them."""
    followed = [one for one in found.proposals if one.id in decision.rules]
    label = "Référentiel suivi" if followed else "Référentiel"
    used = {one.guideline.id: one.guideline for one in followed or found.proposals if followed or one.verdict == "applies"}
    items = []
    for index, guideline in enumerate(used.values(), start=1):
        sources = ", ".join(f"{source.title} ({source.publisher}, {source.year})" for source in guideline.sources[:3])
        version = f"version {guideline.version} du {guideline.published_on:%d/%m/%Y}, statut {_STATUS[guideline.status]}"
        reasons = (f"rédigé d'après : {sources}",) if sources else ()
        items.append(Item(f"g{index}", label, f"{guideline.title}, {version}", reasons, required=index == 1))
    if not items:
        items.append(
            Item.empty("g0", "Référentiel", "aucun référentiel de la base ne couvre ce cas avec certitude", required=True)
        )
    if decision.deviation:
        text = DEVIATIONS[decision.deviation] + (f" : {decision.deviation_note}" if decision.deviation_note else "")
        items.append(Item("deviation", "Écart au référentiel", text, ("donné par une personne",), state="edited"))
    return Section("framework", "16. Cadre de la proposition", tuple(items), required=True)
