"""Names told by what stands beside them: a role, a relative, a verb, brackets, a date, a greeting, a signature.

    "le chirurgien, Xavier Petit, qui propose"      Xavier Petit
    "Sa sœur Monique Aubry", "(B. Chastanier)"      Monique Aubry, B. Chastanier

Each pattern holds what is beside the name and gives the name in its group "name".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from matching.reading.families.name_words import (
    BESIDE,
    ENDS,
    FIRST,
    FULL,
    INITIAL,
    LONG_AGO,
    PARTICLE,
    SEX_OR_AGE,
    SHOUTED_PARTICLES,
    WORD,
    beside_old_dates,
    identity_words,
)
from matching.reading.note import Note
from matching.reading.phrases import either
from matching.reading.sought import Sought

_CIVIL = r"(?<![A-Za-z])(?i:m|mr|mme|mlle|monsieur|madame)\.?"
_TITLE = r"(?:(?i:mme|mlle|mr|m|monsieur|madame|dr|docteur|pr|professeur)\.? (?:(?i:le |la )(?i:dr|docteur|pr|professeur)\.? )?)?"
_BOTH = rf"(?:{WORD})(?: {PARTICLE}?(?:{WORD})){{1,3}}"  # two words at least
_SEVERAL = rf"(?:{INITIAL} ?{PARTICLE}?(?:{WORD})|{_BOTH})"  # an initial and a name, or two words
CAPITALS_FIRST = r"[A-Z]{2,}(?:[ '-][A-Z]{2,})* [A-Z][a-z]+(?:-[A-Z][a-z]+)*"
_CAPITALS_LAST = r"[A-Z][a-z]+(?:-[A-Z][a-z]+)* [A-Z]{3,}(?:[ '-][A-Z]{2,})*"
_CAPITALS_IN = rf"(?:{CAPITALS_FIRST}|[A-Z][a-z]+ [A-Z]{{3,}}(?:-[A-Z]+)*)"
_MARRIED = r"(?<![A-Za-z])(?:epouse|veuve|nee|ep\.|epse|vve|NEE|EPOUSE|VEUVE|EP\.|VVE) (?!LE (?:: ?)?\d)"
_FIRST_AND_LAST = rf"{FIRST}(?: {PARTICLE}?(?:{WORD}))?"

_BREAK = re.compile(r"\n")
# At the head of a line.
_OF_A_LINE = (
    # "TRAMONI Ange-Mathieu | né le 29/11/1961", "* LARQUIER Séverin * 05/05/1949"
    re.compile(
        rf"(?m)^[ *|#>-]*(?P<name>(?:{WORD})(?: (?:{WORD})){{1,3}})(?={BESIDE}(?:(?:nee?|NEE?|DDN|ddn|DN)(?:\(e\))? ?(?:le|:)? ?\d|{LONG_AGO}))"
    ),
    # "SERVAT-LOUBET Matéo 27 a, IPP ...", "SERVAT Matéo / 27 ans"
    re.compile(
        r"(?m)^(?P<name>[A-Z]{3,}(?:[ '-][A-Z]{2,})*,? [A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?=(?:, ?[HFhf])?(?:,| ;| -| /)? \d{2} ?(?:a|ans|A|ANS)\b)"
    ),
    # "De : Cassandre Wolfensberger (interne)"
    re.compile(
        rf"(?m)^(?:D[Ee]|A|P(?:our|OUR)|C[Cc]|Copie|Destinataire|Expediteur) ?: ?(?:[A-Z][a-z]{{1,2}}\.? )?(?P<name>(?:{WORD})(?: (?:{WORD})){{1,3}})"
    ),
    # "L. MEUNIER / K. BENSALAH" is all of the line
    re.compile(
        rf"(?m)^ ?(?P<name>{INITIAL} ?{PARTICLE}?(?:{WORD})(?: (?:{WORD}))?(?:(?: ?[/,;&-] ?| et ){INITIAL} ?(?:{WORD}))+) ?$"
    ),
)
# "KAYA Elif | F | 01.02.1985", "NDIAYE MAMADOU H 07/06/1962"
_BEFORE_A_BIRTH = re.compile(
    rf"(?<![\w'-])(?P<name>{CAPITALS_FIRST}|{_CAPITALS_LAST}|[A-Z]{{3,}}(?:[ '-][A-Z]{{2,}}){{1,3}}){BESIDE}"
    rf"(?:{SEX_OR_AGE}){{0,3}}(?={LONG_AGO}(?!\d))"
)
_ANYWHERE = tuple(
    Sought(pattern, cased=True)
    for pattern in (
        # "(Flavie Rostaing, 04 00 81 66 25)"
        rf"\((?P<name>(?:{WORD})(?: (?:{WORD})){{1,3}})(?=,? (?:(?i:dect|tel|poste|bip|secretariat)\.? ?:? ?)?\d[\d .]{{2,}})",
        # "Fabrice Ollivon <f.ollivon@exemple.fr>"
        rf"(?P<name>(?:{WORD})(?: (?:{WORD})){{1,3}}) ?[<(\[](?=[\w.+-]{{1,64}}@)",
        # "le dossier d'Inès BELLON-FAURE, née le"
        rf"(?P<name>{_CAPITALS_LAST})(?=,? \(?nee? le \d)",
        # "Patient BELLON-FAURE Maxence, sexe masculin", "Pt : BELLON Maxence, 05/02/1949", "Patiente K. Yolaine, 60 ans"
        rf"(?:(?i:(?<![a-z])patiente?)|(?<![A-Za-z])Pte? :) (?:(?:[A-Z]\. )?(?P<name>{_CAPITALS_IN})|[A-Z]\. (?P<alone>[A-Z][a-z]{{2,}}))"
        r"(?= ?(?:[,;(/\n]|$|- |\d\d ?a))",
        # "Monsieur G. (GALTIER Edmond), 64 ans", "Mme Poirier (Jacqueline)"
        rf"{_CIVIL} [A-Z]\.? ?\((?P<name>{_CAPITALS_IN})(?=[),])",
        rf"{_CIVIL} {FULL} \((?P<given>{FIRST})(?=\))",
        # "T. Nguyen Van Minh, H, 38 ans", "Aïcha B., F, 22 ans"
        rf"(?<![\w'.-])(?P<name>{_SEVERAL}|{FIRST} [A-Z]\.),? ?\(?[HFM],? ?\d\d ?ans(?![a-z])",
        # "MOREL J.-P., 66 ans", "X. LEROUGE, 71 ans"
        rf"(?<![\w'.-])(?P<name>[A-Z]{{2,}}(?:[ '-][A-Z]{{2,}})* {INITIAL}|{INITIAL} ?{PARTICLE}?(?:{WORD})),? ?\(?\d\d ?ans(?![a-z])",
        # "BELKACEM (F, 1961)"
        rf"(?<![\w'.-])(?P<name>{FULL}) \([HFM],? ?(?:(?:19|20)\d\d|\d\d ?a(?:ns)?)(?![\w/])",
        # "PATIENT DUPUY JEAN-MARC NE LE", "Objet : patient BOUVIER-LAPIERRE (urgent)"
        r"(?<![A-Za-z])(?:PATIENTE?|PT|MR|MME|MONSIEUR|MADAME) (?P<name>[A-Z]{2,}(?:[ '-][A-Z]{2,}){0,3}?)"
        r"(?=,? (?:NEE?|DDN|IPP)\b)",
        r"(?<![A-Za-z])(?:[Pp]atiente?|[Dd]ossier) (?P<name>[A-Z]{5,}(?:-[A-Z]{2,})*|[A-Z]{3,}(?:-[A-Z]{2,})+)(?= ?[(,;/\n]| ?$)",
        # "Le patient (Kowalski Zbigniew)", "la chambre 12 (GIRAUD)"
        rf"(?i:(?<![a-z])patiente?) \((?P<name>{_BOTH})(?=\))",
        rf"(?i:(?<![a-z])(?:chambre|ch\.|lit|box)) ?\d{{1,4}} ?[(:,-] ?{_TITLE}(?P<name>(?:{WORD}))(?= ?[),])",
        # "la petite Inaya, 6 ans", "maman Houda prévenue"
        rf"(?i:(?<![a-z])(?:petite?|jeune|bebe|enfant|nourrisson|maman|papa|mamie|mamy|papi|papy|tata|tonton)) (?P<name>{FIRST})(?![\w'])",
        # "lue par O. Zemmouri", "réponse de N. Peyrat à B. Sorel", "cabinet Morin-Lagarde"
        rf"(?i:(?<![a-z])(?:par|de|a|avec|chez|et|selon)) (?P<name>{INITIAL} {PARTICLE}?(?:{WORD}))(?![\w'])",
        rf"(?<![A-Za-z])[Cc]abinet (?P<name>(?:{WORD}))(?![\w'])",
        # "Mon cher Thibault,", "Bonjour Fatou,"
        r"(?i:\b(?:chere?s?|bonjour|bonsoir|coucou|salut|hello)) (?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?= ?[,!\n])",
        # "Mme COHEN-SOLAL épouse LEVY", "MARCHAND ép. LE BLANC"
        rf"{_MARRIED}(?P<name>(?:{PARTICLE}|(?:{'|'.join(SHOUTED_PARTICLES)}) )?(?:{WORD}))(?![\w'])",
        # "surnommé « Dédé »", "dit Jo,"
        r"(?<![A-Za-z])(?:(?:sur|pre)?nommee?|dite?|alias|s'appelle) ?"
        r"(?:\" ?(?P<name>[A-Z][\w' -]{1,30}?) ?\"|(?P<alone>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)(?=[,) \n]))",
        # "(B. Chastanier)"
        rf"\((?P<name>{INITIAL} ?{PARTICLE}?(?:{WORD})(?: (?:{WORD}))?)(?= ?[,)])",
        # "BAUDRY C., SIDIBÉ A."
        r"(?P<name>[A-Z](?<![\w'-][A-Z])[A-Z]{2,}(?:[ '-][A-Z]{2,})*) [A-Z]\.(?:-?[A-Z]\.)?(?= ?(?:[,;).]|\n|$))",
        # "ROSE_Pierre_19480227_RCP.pdf"
        r"(?<![A-Za-z])(?P<name>[A-Z]{3,}(?:-[A-Z]+)*_[A-Z][a-z]+(?:-[A-Z][a-z]+)*)(?=[_. ])",
    )
)


@cache
def _of_the_team() -> tuple[Sought, ...]:
    """A relative after what he is, somebody of the team beside what he is or does, a signature."""
    relatives, roles, closings, doers = (either(identity_words()[name]) for name in ("relatives", "roles", "closings", "doers"))
    role = rf"(?i:(?<![a-z]){roles}(?![a-z]))"
    of_what = r"(?i:(?: (?:de |d'|en |du )?(?!par |est |a )[a-z' -]{3,30}?)?)"
    further = r"(?i:(?: (?:ainee?|cadette?|unique|medecin|jumelle|jumeau|majeure?))?)"
    own = rf"(?i:(?<![a-z])(?:son |sa |ses |leur |une? |mon |ma |la |le |les |l'){relatives}){further}"
    mixed = rf"(?=[A-Z' -]*[a-z]){PARTICLE}?{_BOTH}"
    doer = rf"(?:{INITIAL} ?)?{PARTICLE}?(?:[A-Z][a-z]{{2,}}(?:-[A-Z][a-z]+)*|[A-Z]{{5,}}(?:-[A-Z]+)*)(?: {PARTICLE}?(?:{WORD})){{0,2}}"
    return tuple(
        Sought(pattern, cased=True)
        for pattern in (
            # "sa fille Solveig", "la fille de la patiente, Samira, infirmière", "Tel fils (YVAN) 07 55 00 91 26"
            rf"(?i:(?<![a-z])(?:son|sa|ses|une?|leur|mon|ma) {relatives}){further} \(?(?P<name>{_FIRST_AND_LAST})(?![\w'])",
            rf"{own}(?: (?:de|du|d')[a-z' ]{{2,30}})?, (?P<name>{_FIRST_AND_LAST})(?= ?[,);:.(])",
            rf"(?i:(?<![a-z]){relatives}) \((?P<name>[A-Z][A-Za-z-]{{2,}})\)(?= ?:? ?(?:au )?[0+]\d?)",
            # "IDEC (Gwenaëlle, poste 4471)", "le chirurgien, Xavier Petit, qui", "Résumé (interne de gynécologie, Rémi Castagne)"
            rf"{role}{of_what}(?: ?[:,(-] ?{_TITLE}(?:(?P<name>{mixed})|{INITIAL} ?(?P<initialled>{FIRST}))|"
            rf" ?[:(] ?{_TITLE}(?P<alone>{FIRST})(?=[,)\n]|$))",
            rf"{role} {_TITLE}(?P<name>{_SEVERAL}){ENDS}",
            rf"(?i:(?<![a-z])(?:int\.|ext\.|interne|externe|senior)) (?:[A-Z]\. ?)?(?P<name>{FIRST})(?= ?(?:[,;/()\n]|$|- ))",
            # "Votre infirmière, Mélody."
            rf"(?i:(?<![a-z])(?:votre|notre|mon|ma|son|sa|le|la) {roles}), (?P<name>{FIRST})(?= ?(?:[.,;)\n]|$))",
            # "Tiphaine Le Corre, interne", "Julie Barbier (IDEC)"
            rf"(?<![\w'.-])(?P<name>{_SEVERAL}) ?(?:, |\(|- ){role}",
            # "Avis Lemarchand (chir)"
            rf"(?<![\w'.-])(?P<name>{FULL}) \((?i:{either(identity_words()['specialties'])}|{roles})\)",
            # "opérée par Chastanier en 2019"
            rf"(?i:(?<![a-z]){doers}) (?P<doer>{doer}){ENDS}",
            # "Bien amicalement,\nEdwige"
            rf"(?i:(?<![a-z]){closings})[ ,.!]*\n? ?(?P<name>(?:{FIRST})(?: (?:{WORD})){{0,2}})(?= ?(?:\(|\n|$))",
        )
    )


def beside(note: Note) -> Iterator[re.Match[str]]:
    """Every such name, in the group "name", "initialled", "alone", "given" (a first name in brackets) or "doer" (behind a verb)."""
    heads = [0, *(found.end() for found in _BREAK.finditer(note.cased))]
    return chain(
        (found for pattern in _OF_A_LINE for head in heads if (found := pattern.match(note.cased, head))),
        beside_old_dates(note, _BEFORE_A_BIRTH),
        chain.from_iterable(pattern.finditer(note) for pattern in (*_ANYWHERE, *_of_the_team())),
    )
