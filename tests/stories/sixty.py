"""Sixty patients who do not exist, as a secretary would hand them over: one text file each, in a folder."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

# By organ: what is written of the tumour, with the variants that tell trials apart.
TUMOURS = {
    "sein": (
        "Carcinome canalaire infiltrant du sein {side}, RE 90 %, RP 60 %, HER2 0, opéré, pT2 pN1 M0.",
        "Carcinome canalaire infiltrant du sein {side}, HER2 3+, métastatique au foie, M1, première ligne.",
        "Carcinome canalaire infiltrant du sein {side} triple négatif, métastases pulmonaires, M1.",
    ),
    "poumon": (
        "Adénocarcinome bronchique, EGFR délétion de l'exon 19, métastases osseuses, stade IV.",
        "Adénocarcinome bronchique cT2 N1 M0, stade IIB, résécable, EGFR et ALK négatifs.",
        "Adénocarcinome bronchique, KRAS G12C, PD-L1 TPS 60 %, métastatique, stade IV.",
    ),
    "colon": (
        "Adénocarcinome du côlon {side}, BRAF V600E, métastases hépatiques, M1.",
        "Adénocarcinome du côlon {side} cT3 N1 M0, dMMR, avant chirurgie.",
    ),
    "prostate": (
        "Adénocarcinome de la prostate, métastatique osseux, résistant à la castration, PSA 48 ng/mL.",
        "Adénocarcinome de la prostate, métastatique d'emblée à haut volume, hormonosensible, Gleason 8.",
    ),
}
STATES = ((44, 0, 210), (52, 0, 250), (58, 1, 190), (63, 1, 310), (69, 1, 165), (77, 2, 90))


def write_sixty(folder: Path) -> Path:
    """Ten tumours, each at six ages with another performance status and platelets."""
    folder.mkdir()
    for number, text in enumerate(_texts(), start=1):
        (folder / f"patient-{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


def _texts() -> Iterator[str]:
    tumours = [(organ, words) for organ, several in TUMOURS.items() for words in several]
    for (organ, words), (age, ecog, platelets) in product(tumours, STATES):
        sex = "Monsieur" if organ in ("prostate", "poumon") else "Madame"
        side = "gauche" if age % 2 else "droit"
        yield (
            f"RCP {organ} du 12/03/2025. Cas fictif.\n{sex} FICTIVALE, {age} ans, OMS {ecog}.\n{words.format(side=side)}\n"
            f"Plaquettes {platelets} G/L, créatinine 80 µmol/L.\nQuestion : un essai est-il possible ?\n"
        )
