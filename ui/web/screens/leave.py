"""Leaving: the session forgets its user and its dossier."""

import streamlit as st

from ui.web.sign_in import sign_out

sign_out()
st.rerun()
