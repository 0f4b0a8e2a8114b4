"""Who somebody is, found word by word; what only looks like a name is left alone."""

from itertools import pairwise

import pytest

from matching.reading import identifiers_of, read


def found(text: str) -> str:
    """The words that would be masked, joined."""
    kept = identifiers_of(text)
    assert all(text[item.start : item.end] == item.text for item in kept)
    assert all(before.end <= after.start for before, after in pairwise(kept))
    return " ".join(item.text for item in kept)


@pytest.mark.parametrize(("text", "masked"), [
    # Names, in many forms
    ("Mme DELVAUX Solange, 57 ans", "DELVAUX Solange"),
    ("Monsieur Jean-Pierre Martin-Dubois est suivi", "Jean-Pierre Martin-Dubois"),
    ("M. LE GOFF Yann", "LE GOFF Yann"),
    ("Mr Benali, 62 ans, OMS 1", "Benali"),
    ("Mme D'ALMEIDA Rose", "D'ALMEIDA Rose"),
    ("Madame de La Tour, 70 ans", "La Tour"),
    ("Mlle Zoé PETIT", "Zoé PETIT"),
    ("Patient : BERNARD Paul", "BERNARD Paul"),
    ("Nom : ROUSSEAU\nPrénom : Élise", "ROUSSEAU Élise"),
    ("Nom :\tROUSSEAU\r\nPrénom :\tÉlise\r\nDate de naissance\u00a0:\t12/03/1957", "ROUSSEAU Élise 12/03/1957"),
    ("Nom :\nROUSSEAU\nPrénom :\nÉlise\nDate de naissance :\n12/03/1957", "ROUSSEAU Élise 12/03/1957"),
    ("| Nom | ROUSSEAU |\n| Prénom | Élise |\n| DDN | 12/03/1957 |\n| IPP | 71902264 |", "ROUSSEAU Élise 12/03/1957 71902264"),
    ("Nom de naissance : GARNIER, nom usuel : ROUSSEAU", "GARNIER ROUSSEAU"),
    ("Patiente : Mme LEFÈVRE", "LEFÈVRE"),
    ("Concerne : M. OUÉDRAOGO Issa", "OUÉDRAOGO Issa"),
    ("MME NGUYEN THI HOA, 48 ANS", "NGUYEN THI HOA"),
    ("Mme DELVAUX Solange. Delvaux est suivie depuis 2020.", "DELVAUX Solange Delvaux"),
    ("Mme O’Brien, 66 ans", "O’Brien"),
    ("Mme  DUPONT , 66 ans", "DUPONT"),
    ("Pt : PELLETIER Gérard, 05/02/1949, tél 06 00 41 27 93", "PELLETIER Gérard 05/02/1949 06 00 41 27 93"),
    ("RCP ORL\nNGUYEN-MARTY Didier 59A  PS 1", "NGUYEN-MARTY Didier"),
    ("STAFF\nGUILLEMIN-ROY Patrice / 63 ans", "GUILLEMIN-ROY Patrice"),
    ("Nous rediscutons le dossier d'Inès CHAUMET, née le 02/09/1997", "Inès CHAUMET 02/09/1997"),
    ("Mr TAVERNIER Gilbert, 64 ans", "TAVERNIER Gilbert"),
    ("Mme HADDAD Zohra (nom JF : Benkirat)", "HADDAD Zohra Benkirat"),
    ("Maladie de Gilbert. pT : Tis", ""),
    ("IPP 00418832 né le 14/07/1957", "00418832 14/07/1957"),
    # In English
    ("Patient: Harold Pettibone, MRN 00418832, DOB 07/14/1957. He was seen with the nurse for lung cancer.",
     "Harold Pettibone 00418832 07/14/1957"),
    ("The patient is a 61-year-old man who lives at 614 Larkspur Lane, Columbus, OH 43215. Phone 614-555-0137.",
     "614 Larkspur Lane, Columbus, OH 43215 614-555-0137"),
    ("The patient was referred by Dr. Miriam Okafor and has a Gleason 9 prostate cancer treated with the Whipple procedure at 60.", "Miriam Okafor"),
    # Relatives and doctors
    ("Dr Martin : avis chirurgical", "Martin"),
    ("Docteur Anne Lemoine", "Anne Lemoine"),
    ("adressée par le Dr KOWALSKI", "KOWALSKI"),
    ("Pr. Aubert, Dr Sanchez", "Aubert Sanchez"),
    ("Drs Petit et Moreau", "Petit Moreau"),
    ("Médecin traitant : Dr Lucie Faure", "Lucie Faure"),
    ("Chirurgien : Dr Roche", "Roche"),
    ("Mon cher Thibault, il me l'a redit devant son épouse Marie-Jo", "Thibault Marie-Jo"),
    ("Né le : 03.09.1984", "03.09.1984"),
    ("Rédigé par Anselme Quiroga-Petit, interne", "Anselme Quiroga-Petit"),
    ("résumé rédigé par l'interne (Flavie Rostaing, 04 00 81 66 25)", "Flavie Rostaing 04 00 81 66 25"),
    ("Dr référent : Zacharie Lhostis-Blanc", "Zacharie Lhostis-Blanc"),
    ("TRAMONI Ange-Mathieu | né le 29/11/1961", "TRAMONI Ange-Mathieu 29/11/1961"),
    ("TRAMONI Ange-Mathieu / DDN 29.11.1961 / dossier n° SA-2024-51", "TRAMONI Ange-Mathieu 29.11.1961 SA-2024-51"),
    ("* TRAMONI Ange-Mathieu * 29/11/1961 * id 2-990417", "TRAMONI Ange-Mathieu 29/11/1961 2-990417"),
    ("présenté par dr tramoni-vial\nmr LESCURE wilfrid 22/07/57 ipp 0098812345", "tramoni-vial LESCURE wilfrid 22/07/57 0098812345"),
    ("demandeur: dr basile lescure, CH de Valsombre", "basile lescure"),
    ("Mme Yvonne LESCURE née Vial, le 2 février 1959", "Yvonne LESCURE Vial 2 février 1959"),
    ("M. LESCURE D. / né 02-1953 / 72 ans", "LESCURE 02-1953"),
    ("Mme LESCURE M.-Jo. (DN 25/12/1950)", "LESCURE M.-Jo. 25/12/1950"),
    ("Mr LESCURE, Aristide\nné le 14 août 1956", "LESCURE Aristide 14 août 1956"),
    ("ou son mari, Tiana, même numéro", "Tiana"),
    ("De : Cassandre Vial-Lescure (interne), pour le Pr Hippolyte Ganne", "Cassandre Vial-Lescure Hippolyte Ganne"),
    ("Identité : DOUCET-VIAL Marie-Ange, sexe F", "DOUCET-VIAL Marie-Ange"),
    ("IPP local : 8812-0044", "8812-0044"),
    ("Pte HAMMADI Soraya, 62 ans", "HAMMADI Soraya"),
    ("RCP digestif - dossier SERVAT Matéo (06.02.1961), ps 1. Servat refuse", "SERVAT Matéo 06.02.1961 Servat"),
    ("LE GOFF Anne-Lise (3/11/1948) OMS 2", "LE GOFF Anne-Lise 3/11/1948"),
    ("Staff du 12/10. SCANNER Thorax (06.02.2024) : RAS", ""),
    ("IPP 0093.447.21, OMS 1", "0093.447.21"),
    ("né 02/02/1960, dn 03/01/1971", "02/02/1960 03/01/1971"),
    ("3 place de l'Estran, 44600 Saint-Nazaire", "3 place de l'Estran 44600 Saint-Nazaire"),
    ("IPP 3300917 demeurant 14 venelle des Saules 67000 Strasbourg", "3300917 14 venelle des Saules 67000 Strasbourg"),
    ("Personne de confiance : son fils Marc DELVAUX", "Marc DELVAUX"),
    ("Conjoint : Paul Mercier", "Paul Mercier"),
    # Relatives by their first name, the team, signatures, mail headers, heads of lines
    ("Mon cher Anatole,\nje te confie une patiente", "Anatole"),
    ("devant sa fille Ludivine, qui l'accompagne", "Ludivine"),
    ("sa nièce Odette (06 19 00 45 88)", "Odette 06 19 00 45 88"),
    ("un fils médecin (Karim) qui suit le dossier", "Karim"),
    ("TEL FILS (YVAN) 07 55 00 91 26", "YVAN 07 55 00 91 26"),
    ("Fiche IDEC (Gwenaëlle, poste 4471)", "Gwenaëlle 4471"),
    ("interne : Coralie Duvernet-Lam", "Coralie Duvernet-Lam"),
    ("Résumé (interne de gynécologie, Rémi Castagne) : métrorragies", "Rémi Castagne"),
    ("De : Gaspard Ollier <g.ollier@exemple.fr>", "Gaspard Ollier g.ollier@exemple.fr"),
    ("OMS 1.\n\nBien amicalement,\nEdwige", "Edwige"),
    ("Merci, Fabien (bip 3390)", "Fabien 3390"),
    ("SERVAT-LOUBET Matéo 27 a, étudiant", "SERVAT-LOUBET Matéo"),
    ("[Patiente] Nadine VUILLET, 64 ans, D.N. 09.02.1962, N° 2231-GO", "Nadine VUILLET 09.02.1962 2231-GO"),
    ("Le 06/02/2026            Dr Ferréol\n                         Escoube-Noail\n\nObjet : avis", "Ferréol Escoube-Noail"),
    ("Nom : BENAMAR    Prénom : Idir    Né le : 03.09.1984", "BENAMAR Idir 03.09.1984"),
    ("Objet : M. ABADIE, né le\n17/04/1951 (74 ans)", "ABADIE 17/04/1951"),
    ("adresse 3 chemin des Aulnes Vesoul 70000, tel 03 84 00 61 20", "3 chemin des Aulnes Vesoul 70000 03 84 00 61 20"),
    ("demeurant à Vesoul 70000", "Vesoul 70000"),
    ("Mme COHEN-SOLAL épouse LEVY, 60 ans", "COHEN-SOLAL LEVY"),
    ("Rédactrice : Camille Ozanne (interne)", "Camille Ozanne"),
    ("BELLIARD Jeanne, F, 71 ans, ID 8871234", "BELLIARD Jeanne 8871234"),
    ("RCP digestive - interne : J. Salvetat (DECT 54 118)", "Salvetat 54 118"),
    ("IDE : C. Aubanel-Roy, secrétariat poste 3412", "Aubanel-Roy 3412"),
    ("Staff - int. Marchebois / senior Dr Delorme", "Marchebois Delorme"),
    ("interne Thibaudat, ext. Lormeau", "Thibaudat Lormeau"),
    ("Monsieur G. (GALLIER-NOVAC Edmond), 64 ans", "GALLIER-NOVAC Edmond"),
    ("Mme D. (Héloïse DORVALLE), 47 ans", "Héloïse DORVALLE"),
    ("Patient BELLON-FAURE Maxence, sexe masculin", "BELLON-FAURE Maxence"),
    ("Patiente Judith OSTERMANN, 55 ans", "Judith OSTERMANN"),
    ("Patient H. LE DANTEC Tanguy (M. T. LE DANTEC), 61 ans", "LE DANTEC Tanguy LE DANTEC"),
    ("Patiente K. Yolaine, 60 ans", "Yolaine"),
    ("MORELLET-ZIAD, Kamel ; 58 ans ; OMS 1", "MORELLET-ZIAD Kamel"),
    ("SORBIER, Jean-Yves - 70 ans", "SORBIER Jean-Yves"),
    # Dates of birth, numbers
    ("naiss. : 11/10/1972 / sexe : F", "11/10/1972"),
    ("N° dossier SC/118842 - 27 quai des Mariniers", "SC/118842 27 quai des Mariniers"),
    ("n° d'hospitalisation H2611903, 11 résidence des Glycines", "H2611903 11 résidence des Glycines"),
    ("Venue : 260107733, n° d'admission 3310022", "260107733 3310022"),
    ("née le 12/03/1968", "12/03/1968"),
    ("Né le 2 mars 1956", "2 mars 1956"),
    ("DDN : 01.02.1950", "01.02.1950"),
    ("Date de naissance : 01-02-1950", "01-02-1950"),
    ("né(e) le 12/03/68", "12/03/68"),
    ("NIR 2 68 03 75 116 042 17", "2 68 03 75 116 042 17"),
    ("n° sécu : 268037511604217", "268037511604217"),
    ("NIR : 1 85 12 2A 004 123 45", "1 85 12 2A 004 123 45"),
    ("IPP 80042173", "80042173"),
    ("IPP : 8004 2173", "8004 2173"),
    ("Dossier n° 2025-04412", "2025-04412"),
    ("N° anapath : 24H12345", "24H12345"),
    # Contacts and addresses
    ("Tél : 06 12 34 56 78", "06 12 34 56 78"),
    ("tel 0612345678", "0612345678"),
    ("joignable au +33 6 12 34 56 78", "+33 6 12 34 56 78"),
    ("01.40.25.80.80", "01.40.25.80.80"),
    ("solange.delvaux@exemple.fr", "solange.delvaux@exemple.fr"),
    ("habite 12 rue des Lilas, 63000 Clermont-Ferrand", "12 rue des Lilas 63000 Clermont-Ferrand"),
    ("3 bis avenue Jean Jaurès", "3 bis avenue Jean Jaurès"),
    ("Adresse : 8 impasse du Moulin 35400 Saint-Malo", "8 impasse du Moulin 35400 Saint-Malo"),
    ("69100 VILLEURBANNE", "69100 VILLEURBANNE"),
])  # fmt: skip
def test_identifying_words_are_found(text: str, masked: str):
    assert found(text) == masked


@pytest.mark.parametrize("text", [
    "TDM Thorax 12/05/1998 : stable",
    "De : la chimiothérapie. Pour : discussion",
    "vu avec le dr référent, pr de chirurgie",
    "IRM 12/03/99 normale",
    "RP (PR active, poussée en janvier)", "RE 90 %, PR négatif, HER2 0", "RCP lymphome n°44/2025", "Patient HTA sévère, DT2", "Patiente BRCA1 mutée", "Patient CBNPC, 66 ans",
    "M. G. (CHC), 64 ans", "Mme D. (Cancer du sein), 40 ans", "Venue : 12/03/2025", "int. normale, ext. libre", "en poste 2019", "SCANNER, Thorax ; 12 ans", "interne d'oncologie, poste de garde",
    "dr junior",
    "Mme T., 57 ans", "M. D., 68 ans", "Mme X", "Monsieur, 70 ans", "Madame, 54 ans, OMS 1", "Patient de 70 ans", "Mme",
    "RCP SEIN du 12/03/2025", "RCP DIGESTIF", "UNITE D'ONCOLOGIE", "Hôpital de jour", "Service de Pneumologie", "CHU", "Centre de lutte contre le cancer",
    "Score de Gleason 7 (3+4)", "maladie de Hodgkin", "maladie de Paget du mamelon", "grade de Nottingham 2", "SBR 3", "grade de Fuhrman 3", "indice de Breslow 2,1 mm",
    "Clark IV", "carcinome de Merkel", "sarcome d'Ewing", "tumeur de Krukenberg", "maladie de Bowen", "syndrome de Lynch", "intervention de Hartmann",
    "œsophagectomie de Lewis-Santy", "clairance de Cockcroft 60", "protocole de Stupp", "Child-Pugh A6", "score de Deauville 4", "critères de Milan",
    "Keytruda depuis mars", "sous Herceptin et Perjeta", "Taxotère 75 mg/m2", "FOLFOX 12 cures", "T2 N1 M0", "PNN 1500, plaquettes 145 000", "TDM TAP du 12/03/2025",
    "80 Gy en 40 fractions", "dose de 12 000 UI", "CA 125 12345 UI/mL", "145 000 plaquettes", "lobe supérieur droit", "Diagnostic en mars 2024",
    "opérée le 12/03/2024", "Mère : cancer du sein", "Sœur : BRCA1", "Père décédé", "Fils de 20 ans", "Patient : Homme de 70 ans", "Patiente : OMS 1",
    "NCT04012345", "12 cours de chimiothérapie", "2 cures, place de la chirurgie ?", "Chirurgien : à revoir", "Concerne : Cancer du sein", "M1 hépatique", "M. de 70 ans",
    "CEL n°1 15/03/2024, n°2 14/06/2024", "Pte OK per os", "sa mère (Parkinson)", "sa sœur BRCA2", "son frère : cirrhose", "SON FRERE CANCER DU COLON",
    "Cher Confrère,", "Chère Collègue,", "Cordialement\nService d'oncologie", "Leucocytes 12000", "FEC x6, RTE 50 Gy, létrozole", "interne de garde, appel du 12/03",
    "Merci de votre avis", "IDE : Pansement refait", "RCP SEIN 60 ans", "sa fille porte une mutation", "Dr", "Pr", "PR 40 %", "MT 4 cm", "Médecin traitant informé", "Patient : Question de la chirurgie",
])  # fmt: skip
def test_what_only_looks_like_a_name_is_left(text: str):
    assert found(text) == ""


def test_a_masked_text_says_the_same_of_the_patient():
    text = "Mme DELVAUX Solange, née le 12/03/1968, 57 ans, OMS 1, 63000 Clermont-Ferrand. Tél 06 12 34 56 78."
    case = read(text, "x")
    assert case.value("patient.sex") == "female"
    assert case.value("patient.postcode") == "63000"
    assert {item.kind for item in case.identifiers} == {"name", "birth_date", "town", "phone"}
