"""The web face. With app.py, the only place that imports Streamlit; whatever it computes is computed in the rooms below.

screens/       the pages, one thin script each
cells/         the cells of the notebook, one module each
databases      the database of dossiers and people
resources      what every session shares: the reader, rules, trials
sign_in        who is in front of the screen
opened         the dossier being worked on: edits are saved at once
evidence       the summary with the words that prove each value
"""
