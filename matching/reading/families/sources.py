"""Where a finding of the tumour was seen: the specimen, a biopsy, an image or the examination.

>>> source_of(note, offset)          # inside "CR ANAPATH : carcinome infiltrant 17 mm"
'specimen'
"""

from __future__ import annotations

import re

from matching.reading.note import Note

SOURCES = {
    "specimen": r"pieces? (?:operatoires?|de|d')|\bpiece\b|ana-?path\w*|anatomopath\w*|\bacp\b|\b\w{3,}ectomie|exerese|"
    r"compte rendu definitif|histologie definitive|examen definitif|histo definitive|patey|\b(?:y?p)t(?:[0-4]|is)|conisation|"
    r"(?:chirurgie|intervention|resection) (?:\w+ )?(?:le|du|en) |(?:mast|tumor|lob|nephr|col|gastr|thyroid|prostat|"
    r"orchid|hyster|cyst|pneumon|annex)ect\b|\bcr ?:|compte[- ]rendu operatoire|foyer tumoral residuel|reliquat|"
    r"curage|\bap ?(?:def\w*)?\.? ?:|\bpatho\b|\bdpc\b|hartmann|wertheim|\bas[ao]\b|residu "
    r"tumoral|\bptr\b",
    "biopsy": r"biops\w*|\bbx\b|\bbp\b|micro-?bx|ponction|fragments?|carottes?|\brtuv?\b|resection trans-?uretrale|"
    r"cyto\w*|rebiopsie|\bpbh\b|copeaux|curetage",
    "imaging": r"\birm\w*|\btdm\w*|scann?er\w*|\becho\w*|\btep\w*|\bpet\b|\btap\b|mammo\w*|radio(?:graphie)?\b|rx\b|"
    r"coloscopie|fibro\w*|\beer\b|\bee\b|gastroscopie|\bfogd\b|cysto\w*|hysteroscopie|panendoscopie|"
    r"endoscop\w*|scinti\w*|pirads|pi-rads|acr ?[45]|bilan|imagerie|uroscanner|echoendoscopie|colposcopie|"
    r"naso\w*scopie|laryngoscopie|\bct\b",
    "clinic": r"cliniquement|examen clinique|palp\w*|\btr\b|toucher (?:rectal|vaginal|pelvien)|clinique\b|a "
    r"l'examen|a l'inspection",
}
_ANY = re.compile("|".join(f"(?P<{name}>{words})" for name, words in SOURCES.items()))
_SECTIONS = {"pathology": "specimen", "imaging": "imaging", "exam": "clinic"}

WEIGHT = {"specimen": 3, "biopsy": 2, "": 1, "imaging": 1, "clinic": 0}  # of several values, the one of the better source


def source_of(note: Note, start: int, end: int) -> str:
    """specimen, biopsy, imaging, clinic or "": the words just after ("38 mm en échographie"), else the nearest before in the
    line."""
    after = re.match(
        r"[^.;,:\n]{0,10}(?: (?:en|a l'|a la|au|cliniquement|sur (?:la|l'|le))|cliniquement)[^.;,\n]{0,16}",
        note.plain[end : end + 34],
    )
    if after and (hit := _ANY.search(after.group())):
        return hit.lastgroup or ""
    line_start = max(note.line(start)[0], start - 300)
    hits = list(_ANY.finditer(note.plain, line_start, start))
    if hits:
        return hits[-1].lastgroup or ""
    return _SECTIONS.get(note.unit_at(start).section, "")
