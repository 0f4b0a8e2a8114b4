"""How notes say that a treatment was set aside: each way as a pattern, beside words that it matches.

>>> RULED_OUT_AFTER.match(Note("Abiratérone n'a pas été débutée"), 11).group()
" n'a pas"

The words of cues stand in data/vocabulary/course_cues.yaml; what follows from them is in ruled_out.py.
"""

from __future__ import annotations

import re

from matching.reading.courses.cues import cue_words
from matching.reading.phrases import IS
from matching.reading.sought import Sought

_SET_ASIDE, _DROPPED = cue_words("set_aside"), cue_words("dropped")
_GIVEN_ANYHOW = cue_words("given_anyhow")
_NO = r"non\b(?! [a-z]{4})"  # "non", but no "non retenu" of something else
_IS = rf"(?:{IS}|reste|serait)"
_FEW_WORDS = r" ?(?:[\w'-]+ ){0,5}"
_REFUSES = r"refuse (?:tou[ts]|la |le |les |l'|une? |d'|de )"  # the verb opens a clause of its own: "accord pour le CAR-T, refuse l'essai"

# ---------------------------------------------------------------- before the treatment

NEGATED_BEFORE = Sought(rf"\b{cue_words('denies')}(?: {cue_words('between_denial_and_name')})*[ (]*(?:\w+ )?$")
CANNOT_BEFORE = Sought(
    r"\b(?:n'a pas (?:recu|eu|beneficie|pu)|ne (?:peut|pouvait|pourra|releve|justifie|necessite|beneficie|"
    r"souhaite) pas)\b[^.;,]{0,60}$"
)
RENOUNCED = Sought(rf"\b{cue_words('renounced')} ?(?:la |le |l'|une? )*(?:\w+ )?$")
ACCEPTED = Sought(
    r"(?:(?:n'est|pas) (?:pas )?(?:opposee?|reticente?|defavorable|contre)|d'accord (?:pour|avec)|accept(?:e|erait|ait)|"
    r"consent a|ok pour|favorable a|peur de|craint|redoute|apprehende|prefer\w*(?: a priori| plutot| nettement)?|ferme pas la porte a) "
    r"(?:a |au |aux |beaucoup |surtout |un peu )?(?:l'idee d[e'] ?|la |l'|une? )*(?:\w+ )?$"
)
# "Ne sont pas retenus : une nouvelle chirurgie, le topotécan", "Récusés : ..."
LIST_SET_ASIDE = re.compile(
    rf"[-*> ]*(?:\d[.)] )?(?:(?:les )?options? |sont |ont ete |ne sont |n'ont |ete |finalement )*{_SET_ASIDE}"
    r"(?: (?:en|par la) rcp| d'emblee| a ce (?:jour|stade))? ?: ?[^.;\n]*"
)

# ---------------------------------------------------------------- right after the treatment

_CLAUSES = {  # a few words may lead to these
    " n'a pas été débutée": rf"n'(?:a|est|avait|etait|ont|sont|aurait|auraient|apporte\w*|etaient) (?:pas|jamais)(?! {_GIVEN_ANYHOW})",
    " n'a plus sa place": r"n'(?:a|ont) plus (?:sa|leur|de|d'|aucune) ?(?:place|interet|indication)",
    " ne se justifie pas": r"ne (?:sont|serait|seraient|semble|semblent|parait|releve|se justifie) (?:pas|plus)",
    " n'est plus d'actualité": rf"n'{IS} plus d'actualite",
    " a finalement été récusée": rf"(?:a|ont|{IS}|etant|semble|parait|ayant|d'emblee)? ?(?:ete )?"
    rf"(?:donc |finalement |alors |aussi |jugee? |deja |par \w+ |\w+ment )*(?!{_REFUSES}){_SET_ASIDE}",
}
_ANSWERS = {  # these stand after a colon
    " : non": rf"{_NO}|aucune?\b|neant\b|jamais\b|0(?![\d,.])|{cue_words('answered_no')}",
    " : les chirurgiens disent non": r"(?:le |la |l'|notre |nos )?[\w' -]{1,30} (?:dit|disent|repond|repondent) non\b",
    " : avis demandé, récusée": rf"(?:[\w', -]{{1,60}}(?:,|=>|>) )?{_SET_ASIDE}",
}
_JUDGED = {
    " me semble à éviter": r"(?: [\w'-]+){0,3}? (?:me |nous |lui )?(?:semble|parait|reste|serait|est) (?:donc |plutot )?"
    + cue_words("to_set_aside"),
    " adj CI": r"(?: adj\w*\.?| neoadj\w*\.?)? ?[:=]? ?(?:est )?ci(?= ?(?:[:(),;.\n]|pour\b|car\b|$))",
}
_TOLD = {
    ", la famille s'y oppose": r",? (?:mais )?(?:il|elle|le patient|la patiente|la famille) (?:s'y oppose|n'y tient pas|est contre)\b",
    # What was only stopped was given.
    ", incompatible avec la grossesse, est écartée": rf", [^.,;:\n]{{3,50}}, (?:{_IS} (?:donc |aussi )?"
    r"(?:ecart|recus|exclu|contre-indiq|impossible)\w*|n'(?:a|ont) plus (?:sa|leur) place)",
    " reste gardée pour plus tard": rf" (?:{IS}|reste|restent|serait) (?:gard|reserv)\w+ (?:pour|a|en cas)\b",
    ", que l'on avait envisagée, est récusée": r", (?:qu[ei'] ?|dont |pour (?:le|la)quel(?:le)? )[^.;\n]{3,90}, "
    rf"(?:{_IS} (?:donc |aussi )?{_SET_ASIDE}|n'(?:a|est|etait|ont|sont) (?:pas|plus|jamais)(?! {_GIVEN_ANYHOW}))",
    " discutée, nous l'avons abandonnée": rf"[^.;\n]{{0,50}}? (?:nous|on|je) (?:l'|les )(?:avons|a|ai) (?:\w+ment )?{_DROPPED}",
    " n'est plus proposée": rf"(?: \w+)? n'(?:{IS}|a) plus (?:ete )?"
    r"(?:propos|recommand|indiqu|utilis|envisag|donn|prescri)\w*",
    " : elle la refuse": rf"{_FEW_WORDS}[:=] ?(?:le patient|la patiente|il|elle) "
    r"(?:(?:la |le |l'|en )?refus\w+|(?:a )?(?:prefere|choisi|souhaite)\w* (?:de )?(?:s'abstenir|ne pas))",
    " envisagée, ce qui n'a pas été possible": r"[^.;\n]{0,90}, (?:ce qui|mais cela) n'a (?:pas|jamais) (?:ete|pu)\b",
    ", elle n'en veut plus": r"(?: \w+)?(?:,| :)? (?:il|elle|le patient|la patiente) (?:n'en|ne) (?:veut|souhaite|desire) (?:pas|plus)"
    r"(?= ?(?:[.,;)\n>]|=>)|$| entendre)",
    " -> non": rf"(?: [\w'-]+)? ?[-=]> ?{_NO}",
    " non, trop fragile": r" non(?= ?(?:[(,;.\n]|$))",
    " (refusée)": rf" ?\((?:non\b|(?:\w+ )?{_SET_ASIDE})",
}
WAYS = {**_CLAUSES, **_JUDGED, **_ANSWERS, **_TOLD}
RULED_OUT_AFTER = Sought(
    "|".join(
        (
            rf"[ ,.\")]*(?:(?:(?!si |s'ils? )[\w+/'-]+[.,]? ){{0,3}}?)?(?:{'|'.join(_CLAUSES.values())})",
            *_JUDGED.values(),
            rf"{_FEW_WORDS}(?:\([^)]{{0,30}}\) ?)?[:=] ?(?:{'|'.join(_ANSWERS.values())})",
            *_TOLD.values(),
        )
    )
)

# ---------------------------------------------------------------- further on

CONCLUDED_NO = Sought(rf"[^.;\n>]{{0,90}}?[-=]> ?(?:donc )?(?:{_NO}|{_SET_ASIDE})")  # "Olaparib envisagé : BRCA sauvages -> non"
AGREED_NOT = Sought(r"[^.;:\n]{0,50}? (?:d'accord|d'avis|pensons|pense|dit|disent|conclu\w*|semble) que non\b")
ANSWERED_NO = Sought(r" ?\? ?\([^()\n]{0,60}: ?non\b")  # "2e chirurgie ? (neurochirurgien : non)"
BOTH_SET_ASIDE = Sought(rf"(?:(?:, ?(?:et |ou )?| et | ou | ?/ ?)[\w+'-]+(?: \w+)?){{1,4}} ?: ?(?:{_NO}|{_SET_ASIDE})")

# ---------------------------------------------------------------- considered, then dropped

CONSIDERED = Sought(rf"(?<!x\d )(?<! \d )(?<! \d\d )(?<!cycles )(?<!cures )(?<!mois )\b{cue_words('considered')}")
# "Envisagée en 2018, non poursuivie", "discutée 12/23, finalement non", "prévue en mai a été annulée", "dont on avait parlé, on ne l'a pas faite"
THEN_DROPPED = Sought(
    rf"[^.;\n]{{0,60}}?(?:[,:(>]|\b(?:mais|puis|et|finalement|a|ont|{IS}|avai(?:en)?t)\b|(?= n'| ne l)) ?"
    r"(?:(?:\w+ment|donc|puis|alors|ensuite|aussi|et|ete|on|nous|y|a|avons|l'a|l'avons|par \w+|jugee?s?) ?){0,4}"
    rf"(?:remplac\w+ par\b|{_SET_ASIDE}|{cue_words('never_begun')}|non(?= ?(?:[(.,;)\n]|$)))"
)
DROPPED_WAYS = {
    " discutée mais l'âge la fait récuser": r"[^.;\n]{0,80}?"
    r"(?:\b(?:mais|or|toutefois|cependant|finalement)\b|, (?:elle|il|ce qui|option|solution|je|on|nous) )"
    rf"[^.;\n]{{0,90}}?\b{_DROPPED}",
    " proposé mais elle n'est pas éligible": rf"[^.;\n]{{0,80}}?\bmais\b(?: (?:{cue_words('between_but_and_no')}|[a-z]\.|par \w+))*? "
    rf"(?:(?:pas|non) (?:ete )?{cue_words('possible_for')}|{cue_words('impossible')})",
    " évoquée, le cardiologue la déconseille": r"[^.;\n]{0,60}?(?:\bmais|,) (?:(?:le|la|l'|les|notre|nos) ?\w+ (?:\w+ )?)?"
    rf"(?:la|le|l'|les|l'a|l'ont|les ont) ?(?:\w+ment )?{_DROPPED}",
}
DROPPED_AFTER = Sought("|".join(DROPPED_WAYS.values()))
