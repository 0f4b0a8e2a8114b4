"""The decision of the meeting: what is retained, what it follows, why it departs from it, who validates it and when."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import streamlit as st

from dossier.completeness import Lack, lacking
from dossier.decision import DEVIATIONS, Decision
from guidelines import Recommendations
from matching.words import date_words
from ui.web.look import plain
from ui.web.opened import edit, notebook
from ui.web.sign_in import user
from ui.web.words import several

RETAINED, RULES, DEVIATION, NOTE = "decision:retained", "decision:rules", "decision:deviation", "decision:note"


def show() -> None:
    decision = notebook().decision
    with st.container(key="decision"):
        st.subheader("Décision de la RCP", anchor="decision")
        if decision.validated:
            _validated(decision)
        else:
            _choice(decision)
            _lacking(decision)
            _signature()


def _validated(decision: Decision) -> None:
    st.success(f"Validée par {decision.validated_by} le {date_words(decision.validated_on)}.")
    st.text(decision.retained)
    st.button(
        "Rouvrir la décision", on_click=_change, args=("decision.reopened", {}), help="La décision redevient une proposition"
    )


def _choice(decision: Decision) -> None:
    st.session_state[RETAINED] = decision.retained
    st.text_area(
        "Proposition retenue",
        key=RETAINED,
        height=110,
        on_change=_written,
        args=("retained", RETAINED),
        placeholder="Retenir une option dans la cellule des propositions, ou écrire la proposition de la RCP.",
    )
    labels = _labels()
    st.session_state[RULES] = [rule for rule in decision.rules if rule in labels]
    st.multiselect(
        "Propositions des référentiels suivies",
        list(labels),
        key=RULES,
        format_func=labels.__getitem__,
        on_change=_written,
        args=("rules", RULES),
        placeholder="Aucune cochée",
        select_all=False,
    )
    if (decision.retained and not decision.rules) or decision.deviation:
        left, right = st.columns([1, 1.5])
        st.session_state[DEVIATION] = decision.deviation or None
        left.selectbox(
            "Raison de l'écart",
            [None, *DEVIATIONS],
            key=DEVIATION,
            on_change=_written,
            args=("deviation", DEVIATION),
            format_func=lambda code: DEVIATIONS[code] if code else "à choisir",
            placeholder="à choisir",
        )
        st.session_state[NOTE] = decision.deviation_note
        right.text_input("Précision", key=NOTE, on_change=_written, args=("deviation_note", NOTE), max_chars=300)


def _labels() -> dict[str, str]:
    """The proposals that can be said to be followed; those ticked before that no longer apply stay, under their id."""
    found: Recommendations | None = notebook().output("recommendations")
    labels = {rule: f"{rule} (ne s'applique plus)" for rule in notebook().decision.rules}
    for proposal in found.proposals if found else ():
        options = " ; ".join(option.option.label for option in proposal.options if not option.set_aside)
        if options:
            labels[proposal.id] = f"{proposal.decision.question} {options}"
    return labels


def _written(name: str, widget: str) -> None:
    value: Any = st.session_state[widget]
    _change(f"decision.{name}", {name: tuple(value) if name == "rules" else value or ""})


def _change(what: str, values: dict[str, Any]) -> None:
    edit(what, lambda held: setattr(held, "decision", replace(held.decision.reopened(), **values)))


def _lacking(decision: Decision) -> None:
    """What stands in the way of a validation, before anybody tries."""
    frcp = notebook().output("frcp")
    found = lacking(frcp, decision, notebook().hearing) if frcp else []
    if found:
        with st.expander(f"Avant de valider : {several(len(found), 'élément', 'éléments')} à compléter", key="decision:lacking"):
            st.markdown("\n".join(f"- **{one.what}** ({_place(one)}) : {plain(one.why)}" for one in found))


def _place(one: Lack) -> str:
    """Where it is given; a section of the sheet is a link to it."""
    return f"[{plain(one.where)}](#frcp-{one.section})" if one.section else one.where


def _signature() -> None:
    if user().role != "oncologist":
        st.caption("La validation revient à un oncologue.")
        return
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    day = left.date_input("Date de la décision", "today", max_value="today", format="DD/MM/YYYY", key="decision:day")
    right.button(f"Valider au nom de {user().name}", type="primary", on_click=_validate, args=(day,))


def _validate(day: datetime.date) -> None:
    edit("decision.validated", lambda held: held.validate(user().name, day.isoformat()))
