"""What says that an organ, or a lesion of it, is no metastasis: normal, denied, benign, ruled out; or that nobody knows yet.

    >>> NORMAL.match("s le 12/03 : sans anomalie") is not None          # after "surrénale"
    True
    >>> DENIED.search("pas de lesion secondaire ") is not None          # before "hépatique"
    True

The patterns look at the words just before an organ (those that end with $) or just after it.
"""

from __future__ import annotations

import re

from matching.reading.phrases import IS, phrases

_PLURAL = r"(?:s|es|aux?)?\.?"  # the end of the organ's name
_SIDE = r"(?: x ?\d)?(?: (?:[dg]|droite?s?|gauches?|bilatera\w+|restante?s?|axial))?"
_DATE = r"(?: (?:du|le|fait[e]?|de)? ?\d{1,2}[/.]\d{1,2}(?!\d)(?:[/.]\d{2,4})?)?(?: \d{2}/\d{4})? ?(?:\([^)\n]*\))?"
_EXAMINED_SO = (
    rf"(?: (?:{IS}|etant|sont tous|reste(?:nt)?|demeure(?:nt)?|parai(?:t|ssent)|semble(?:nt)?|egalement|aussi|"
    r"gado\w*|injectee?|c-? ?c\+|de (?:reference|principe|controle)|recente?|faite?)){0,2}"
)
_SIGN_BEFORE = (
    r" ?[:=,-]{0,2} ?(?:d')?(?:macro(?:scopiquement)? |strictement |tout a fait |parfaitement |toujours |par ailleurs )?"
)
_NORMAL_SIGN = r"\(?-\)?(?=[ ,.;)\n]|$)|n(?=[.,;)\n ]|$)|non(?= ?[.,;)(\n]|$)|(?<!\d)0\b(?![/.,]\d)"
_FINDING = phrases("finding_words")
_NOTHING_FOUND = rf"(?:pas d[e'] ?|sans |ss |aucune? |aucun signe d[e'] ?|plus (?:aucune? |d[e'] ?)|absence d[e'] ?){_FINDING}"
NORMAL = re.compile(
    rf"{_PLURAL}{_SIDE}{_DATE}{_EXAMINED_SO}{_SIGN_BEFORE}(?:{_NORMAL_SIGN}|{phrases('normal_words')}|{_NOTHING_FOUND})"
)

_DENIES = r"(?:pas d[e'] ?|plus d[e'] ?|plus aucune? |sans |ss |absence d[e'] ?|aucune? |ni (?:d[e'] ?)?|non |negatif pour |(?<![\w.,/])0 )"
_DESCRIBED = (
    r"autres?|nouvelles?|secondaires?|2aires?|argument pour|evolution|adp|adenopathies?|progression|d[e'] ?|une?|suspecte?s?|evidente?s?|visibles?|"
    r"evidence de|hypermetaboliques?"
)
_OTHER_ORGAN = r"hepatiques?|pulmonaires?|osseuses?|cerebrales?|surrenal\w*|peritone\w*|pleura\w*|a distance"
DENIED = re.compile(rf"{_DENIES}(?:(?:{_FINDING}|{_DESCRIBED}|{_OTHER_ORGAN}|{phrases('elsewhere')}|,|ou|ni|et|/)[ ,/]*){{0,7}}$")
# "une méningite carcinomateuse, évoquée devant une diplopie, a été éliminée"
RULED_OUT = re.compile(
    rf"(?:, [^.;,\n]{{3,60}},)? (?:a|ont|{IS}|avait) (?:\w+ )?(?:ete )?(?:elimine|ecarte|exclu|infirme)e?s?(?![a-z])"
)

BENIGN = re.compile(rf"{phrases('benign_words')}|cyto\w* (?:negative|-)")
# "nodule surrénalien gauche de 15 mm, adénome (densité négative)", "lésion de 12 mm, hémangiome en IRM"
BENIGN_BESIDE = re.compile(
    rf"[^.;,\n]{{0,40}}, (?:une? |d'allure |d'aspect |compatible avec une? |typique d'une? )?{phrases('benign_lesion')}"
    r"(?= ?(?:[.;,()\n]|$|en \w|a l'|sur |typique|connu|stable)|(?P<doubt> ?\?))"
)
# "un nodule de la surrénale de 14 mm, connu depuis 2018, est un adénome"
SAID_BENIGN = re.compile(rf"[^.;:\n]{{0,60}}, est (?:une? |d'allure |de nature |d'aspect )?(?:\w+ (?:et )?)?(?:{BENIGN.pattern})")

UNSURE = re.compile(rf"{phrases('unsure_words')}|\?")
# "un nodule cérébelleux de 4 mm, équivoque, sera contrôlé"
UNSURE_BESIDE = re.compile(rf"[^.;,\n]{{0,40}}, (?:\w+ )?{phrases('unsure_words')}(?= ?[.;,()\n]|$)")
