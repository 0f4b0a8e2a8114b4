"""What nobody foresaw: one sentence on the page, and in the log the kind of error and its place, never its words."""

from __future__ import annotations

import logging
import traceback

import streamlit as st

LOG = logging.getLogger("carnet.web")


def tell(error: Exception) -> None:
    """`tell(error)` in place of a trace, whose message may quote a patient. With CARNET_DEBUG=1 the error is raised again."""
    from ui.faults import KNOWN, sentence_of  # knows every room: what a page without a fault does not wait for

    sentence = sentence_of(error)
    if sentence is None:
        raise error
    if not isinstance(error, KNOWN):
        place = traceback.extract_tb(error.__traceback__)[-1]
        LOG.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
    st.error(sentence[:1].upper() + sentence[1:])
