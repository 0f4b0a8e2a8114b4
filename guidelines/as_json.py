"""Recommendations as the command line prints them.

>>> shown = to_json(recommend(case, load_all()))
>>> shown["recommendations"][0]["verdict"], shown["missing"][0]["feature"]
('applies', 'lab.lvef')
"""

from __future__ import annotations

import datetime
from typing import Any

from guidelines.model import Guideline, Source
from guidelines.proposal import Proposal, ProposedOption
from guidelines.recommend import Recommendations


def to_json(found: Recommendations) -> dict[str, Any]:
    """The case's id, its recommendations, what to ask first, and beside them what is not proposed and why."""
    return {
        "id": found.case,
        "recommendations": [_proposal(proposal) for proposal in found.proposals],
        "missing": [
            {"feature": asked.feature, "question": asked.question, "changes": list(asked.changes), "asked_of": asked.asked_of,
             "reason": asked.reason, "essential": asked.essential}
            for asked in found.missing
        ],
        "workup": [
            {"id": f"{one.guideline.id}.{one.item.id}", "feature": one.feature, "level": one.item.level, "reason": one.reason}
            for one in found.workup
        ],
        "set_aside": [
            {"rule": f"{one.guideline.id}.{one.rule.id}", "decision": one.decision.id, "because": list(one.because)}
            for one in found.set_aside
        ],
        "outside": [
            {"guideline": one.guideline.title, "decision": one.decision.id, "question": one.decision.question,
             "label": one.option.label, "keywords": list(one.option.keywords)}
            for one in found.outside
        ],
        "guidelines": [
            {**_guideline(one.guideline), "scope": one.in_scope, "because": list(one.because)} for one in found.consulted
        ],
    }  # fmt: skip


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "rule": proposal.id, "decision": proposal.decision.id, "question": proposal.decision.question,
        "stage": proposal.decision.stage, "guideline": proposal.guideline.title, "version": proposal.guideline.version,
        "status": proposal.guideline.status, "verdict": proposal.verdict,
        "options": [_option(option) for option in proposal.options], "because": list(proposal.because),
        "missing": list(proposal.missing), "source": _source(proposal.rule.source), "note": proposal.rule.note,
        "origin": proposal.rule.origin,
    }  # fmt: skip


def _option(proposed: ProposedOption) -> dict[str, Any]:
    option = proposed.option
    return {
        "label": option.label, "keywords": list(option.keywords), "strength": option.strength, "rank": option.rank,
        "evidence_level": option.grading.short if option.grading else "", "scale": option.grading.scale if option.grading else "",
        # What sets the option aside; a relative contra-indication is for the meeting to weigh.
        "contraindications": list(proposed.restraints) if proposed.set_aside else [],
        "cautions": [] if proposed.set_aside else list(proposed.restraints), "to_check": list(proposed.to_check),
        "frcp": option.frcp, "pps": [{"kind": item.kind, "text": item.text} for item in option.pps], "note": option.note,
        "origin": option.origin,
    }  # fmt: skip


def _guideline(guideline: Guideline) -> dict[str, Any]:
    since = guideline.to_review_since(datetime.date.today())
    return {
        "id": guideline.id, "title": guideline.title, "publisher": guideline.publisher.network, "version": guideline.version,
        "published_on": guideline.published_on.isoformat(), "status": guideline.status,
        "to_review_since": since.isoformat() if since else None, "note": guideline.note,
    }  # fmt: skip


def _source(source: Source | None) -> dict[str, Any]:
    """What is known of the source, and nothing else."""
    if source is None:
        return {}
    names = ("title", "publisher", "year", "version", "section", "page", "url", "quotation")
    return {name: value for name in names if (value := getattr(source, name))}
