"""What the program is, what it is not, and where the data stay."""

from __future__ import annotations

import streamlit as st

from store.settings import home

TEXT = """
Carnet RCP prépare le dossier d'un patient avant une réunion de concertation pluridisciplinaire d'oncologie : il lit le
résumé du cas, montre les mots
qui prouvent chaque valeur, confronte le cas à des règles et à des essais, et propose une FRCP et un PPS. Une personne décide
de tout ce qui est retenu.

## Ce que ce n'est pas

- **Ce n'est pas un dispositif médical** : il n'a pas été évalué comme tel et ne doit pas servir seul à décider d'un traitement.
- **Les règles livrées sont des brouillons** : elles ont été rédigées sans relecture de leur source et aucun réseau ne les a
  signées.
- **Personne n'est déclaré « éligible »** à un essai : seul l'investigateur le décide. Le programme dit quels critères sont
  remplis, contraires ou à vérifier.
- Les exemples et une partie des essais livrés sont **fictifs**, et marqués comme tels.

## Ce qu'il faut savoir en lisant

- Ce qui n'est pas écrit dans le texte n'est pas connu : le silence ne vaut jamais « non ».
- Une valeur lue n'est pas une valeur confirmée. Les valeurs qui décident d'une proposition sont montrées d'abord, pour être
  confirmées.
- Une correction reste au-dessus de la valeur lue, au nom de la personne qui l'a faite, et survit à une nouvelle lecture.
- Une FRCP est une proposition jusqu'à la validation de la décision ; un PPS ne se remet au patient qu'après l'annonce.

## Vos données

**Rien ne sort de cette machine.** L'application n'écoute que sur cet ordinateur, n'appelle aucun service extérieur et
n'envoie aucune mesure d'usage.
Les mots identifiants sont masqués dans le texte de travail et gardés chiffrés à part, avec la clé de l'installation.
Le journal garde qui a fait quoi et quand, sans texte clinique.
"""


def screen() -> None:
    st.title("À propos")
    left, _ = st.columns([3, 1])
    with left:
        st.markdown(TEXT)
        st.caption(f"Dossier des données sur cette machine : {home()}")


screen()
