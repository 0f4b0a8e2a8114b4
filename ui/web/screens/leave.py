"""Leaving: the session forgets its user and its dossier."""

import streamlit as st

from ui.web.navigation import DOSSIERS
from ui.web.sign_in import sign_out

sign_out()
st.switch_page(DOSSIERS)  # this page would sign the next person out
