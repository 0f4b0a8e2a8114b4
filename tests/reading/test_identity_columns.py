"""A list of patients pasted with its titles in the first row: whom each row names is found by the column, and the rest of the row is left."""

from itertools import pairwise

import pytest

from matching.reading import identifiers_of, read
from store.surrogates import surrogate

ORDERS = (
    (("Nom", "Prénom", "Né le", "IPP"), ("Lambrequin", "Odile", "12/03/1957", "80042173")),
    (("Prénom", "Nom", "DDN", "N° dossier"), ("Odile", "LAMBREQUIN-DUVAL", "12.03.1957", "SC/118842")),
    (("IPP", "Nom de naissance", "Nom d'usage", "Prénom(s)", "Né(e) le"), ("80042173", "Durmel", "Lambrequin", "Odile Jeanne", "12-03-57")),
    (("N° de dossier", "Date de naissance", "Nom et prénom"), ("2025-04412", "1957-03-12", "D'ALMEIDA Odile")),
    (("Identité", "Date de naiss.", "Téléphone", "Ville"), ("LE GOFF Odile", "12 mars 1957", "0299881177", "Trébédan")),
    (("NOM", "PRÉNOM", "DATE DE NAISSANCE", "NIP"), ("lambrequin", "odile", "12/03/1957", "A4412873")),
)  # fmt: skip
APART = ("\t", " | ", "|", ";", " ; ", ",")


def found(text: str) -> str:
    """The words that would be masked, joined."""
    kept = identifiers_of(text)
    assert all(text[item.start : item.end] == item.text for item in kept)
    assert all(before.end <= after.start for before, after in pairwise(kept))
    return " ".join(item.text for item in kept)


def masked(text: str) -> str:
    return surrogate(text, [(item.start, item.end, item.kind) for item in identifiers_of(text)])


@pytest.mark.parametrize("apart", APART)
@pytest.mark.parametrize(("titles", "row"), ORDERS)
def test_a_row_below_its_titles_is_masked_whatever_their_order_and_what_sets_them_apart(
    titles: tuple[str], row: tuple[str], apart: str
):
    text = f"{apart.join(titles)}\n{apart.join(row)}\n\nCancer du sein gauche, cT2 N0 M0. OMS 1."
    assert found(text) == " ".join(row)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize(("titles", "row"), ORDERS)
def test_columns_aligned_by_blanks_are_masked(titles: tuple[str], row: tuple[str], line_end: str):
    lines = ["".join(word.ljust(20) for word in cells).rstrip() for cells in (titles, row)]
    assert found(f"{line_end.join(lines)}{line_end}\nCancer du sein gauche. OMS 1.") == " ".join(row)


def test_columns_barely_set_apart_are_cut_where_their_titles_begin():
    text = "Nom              Prénom   Né le       IPP\nLAMBREQUIN-DUVAL Odile    12/03/1957  80042173\nDurmel                    02/04/1961  80042199\n"
    assert found(text) == "LAMBREQUIN-DUVAL Odile 12/03/1957 80042173 Durmel 02/04/1961 80042199"


def test_a_table_copied_from_a_pdf_without_its_columns_is_masked():
    text = "Nom Prénom Né le IPP\nLAMBREQUIN Odile 12/03/1957 80042173\nDURMEL Jean 02/04/1961 80042199\nCancer du sein gauche, OMS 1."
    assert found(text) == "LAMBREQUIN Odile 12/03/1957 80042173 DURMEL Jean 02/04/1961 80042199"
    assert found("Nom Prénom Âge Diagnostic\nLambrequin Odile 62 Cancer du sein") == "Lambrequin Odile"


def test_every_row_of_a_list_is_masked_and_its_clinical_columns_are_left():
    text = (
        "N°;Patient;Né le;Sexe;Âge;Diagnostic;Gleason\n"
        "1;Lambrequin Odile;12/03/1957;F;68;Cancer du sein, maladie de Paget;\n"
        "2;M. DURMEL Jean;02/04/1961;M;64;Adénocarcinome de prostate;Gleason 7 (3+4)\n"
        '3;"Vautrin, Paul";03/05/1948;M;77;CHC sur cirrhose, Child-Pugh A6;\n'
    )
    assert masked(text) == (
        "N°;Patient;Né le;Sexe;Âge;Diagnostic;Gleason\n"
        "1;Xxxxxxxxxx Xxxxx;00/00/0000;F;68;Cancer du sein, maladie de Paget;\n"
        "2;M. XXXXXX Xxxx;00/00/0000;M;64;Adénocarcinome de prostate;Gleason 7 (3+4)\n"
        '3;"Xxxxxxx, Xxxx";00/00/0000;M;77;CHC sur cirrhose, Child-Pugh A6;\n'
    )


def test_a_name_of_the_table_is_masked_wherever_it_comes_back():
    text = (
        "Nom\tPrénom\tIPP\nLambrequin\tOdile\t80042173\n\nCancer du sein. Mme Lambrequin va bien. ODILE souhaite un second avis."
    )
    assert found(text) == "Lambrequin Odile 80042173 Lambrequin ODILE"


def test_a_patient_whose_name_is_an_eponym_is_masked_in_the_table_and_the_syndrome_is_left():
    text = "Nom;Prénom;IPP\nLynch;Odile;80042173\n\nSyndrome de Lynch. Gleason 7."
    assert found(text) == "Lynch Odile 80042173"


def test_titles_in_a_cell_of_their_own_kind_or_of_several():
    text = "Patient (nom, prénom, DDN) | Diagnostic | Médecin référent\nLAMBREQUIN Odile 12/03/1957 | Cancer du sein | Durmel\n"
    assert found(text) == "LAMBREQUIN Odile 12/03/1957 Durmel"


def test_titles_in_the_first_column_name_every_patient_beside_them():
    text = "Nom\tLambrequin\tDurmel\nPrénom\tOdile\tJean\nNé le\t12/03/1957\t02/04/1961\nIPP\t80042173\t80042199\nÂge\t68\t64\n"
    assert found(text) == "Lambrequin Durmel Odile Jean 12/03/1957 02/04/1961 80042173 80042199"


def test_titles_and_values_one_a_line_are_told_apart_by_their_order():
    text = "Nom\nPrénom\nNé le\nIPP\nLambrequin\nOdile\n12/03/1957\n80042173\nCancer du sein gauche, OMS 1."
    assert found(text) == "Lambrequin Odile 12/03/1957 80042173"


def test_blanks_of_any_width_set_columns_apart():
    assert found("Nom\u00a0 \u00a0Prénom\u00a0 \u00a0Né le\nLambrequin\u00a0 \u00a0Odile\u00a0 \u00a012/03/1957") == (
        "Lambrequin Odile 12/03/1957"
    )


def test_the_titles_themselves_are_left():
    text = "Nom\tPrénom\tTraitements\nLambrequin\tOdile\tFOLFOX, Herceptin\n\nRôle\tNom\tTéléphone\nOncologue\tVautrin\t02 99 00 00 00"
    assert found(text) == "Lambrequin Odile Vautrin 02 99 00 00 00"


def test_labels_and_their_values_two_by_two_are_no_titles():
    text = "| Nom | ROUSSEAU | Prénom | Élise |\n| DDN | 12/03/1957 | IPP | 71902264 |\n| Poids | 62 kg | Taille | 160 |"
    assert found(text) == "ROUSSEAU Élise 12/03/1957 71902264"


def test_a_table_of_the_web_with_its_rule_is_masked():
    text = "| **Nom** | **Prénom** | **DDN** |\n|---|---|---|\n| Lambrequin | Odile | 12/03/1957 |\n"
    assert found(text) == "Lambrequin Odile 12/03/1957"


def test_letters_with_their_accent_apart_are_masked_whole():
    text = "Nom\tPre\u0301nom\tIPP\nE\u0301voli\tAnae\u0308lle\t80042173\n"
    assert masked(text).split("\n")[1] == "Xxxxxx\tXxxxxxxx\t00000000"


@pytest.mark.parametrize("text", [
    "Nom | Dose | Cures\nPaclitaxel | 80 mg/m2 | 12\nCarboplatine | AUC 2 | 12",
    "Nom ; Valeur ; Norme\nHémoglobine ; 10,2 ; 12-16\nCréatinine ; 80 ; 50-90",
    "Patient | Age | Diagnostic\nHomme | 62 | Cancer du poumon\nFemme | 55 | Cancer du sein",
    "Patient, homme, diagnostic en mars 2024, traitement par FOLFOX.",
    "Score | Gleason | Child-Pugh\nRésultat | 7 | A6",
    "Diagnostic ; Stade\nMaladie de Hodgkin ; Ann Arbor II",
    "Service  Oncologie\nCentre  Hospitalier",
    "Nom :\nPrénom :\nDDN :\nIPP :\nCancer du sein, OMS 1.",
    "Nom\nPrénom\nNé le\nIPP\nCancer du sein gauche\nOMS 1\nM0\nHER2 3+",
    "Prénom,Nom\nCancer du sein, OMS 1",
    "Nom Prénom DDN\nF 68 ans OMS 1",
    "Nom  Prénom  Né le  IPP\nF 68 ans OMS 1",
    "Nom  Prénom  Né le  IPP\nnon renseignés\nCancer du sein gauche. OMS 1.  Pas de métastase.",
    "Patient  Dossier\nCancer du sein gauche. OMS 1.  Pas de métastase.",
])  # fmt: skip
def test_what_only_looks_like_a_list_of_patients_is_left(text: str):
    assert found(text) == ""


def test_what_follows_the_table_is_read_as_before():
    told = "Cancer du sein gauche, cT2 N0 M0. OMS 1."
    text = f"Nom;Prénom;Né le;IPP\nLambrequin;Odile;12/03/1957;80042173\n{told}"
    assert found(text) == "Lambrequin Odile 12/03/1957 80042173"
    for note in (text, masked(text)):
        case = read(note, "x")
        assert (case.value("patient.ecog"), case.value("tumour.clinical_t")) == (
            read(told, "x").value("patient.ecog"),
            read(told, "x").value("tumour.clinical_t"),
        )
