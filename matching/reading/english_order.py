"""What changes place between English and French in the words about a tumour, as patterns with the French that each makes.

    "liver and bone metastases"     métastases hépatiques et osseuses
    "HER2-positive"                 HER2 positif: a hyphen before a word is no minus

In a pattern `{organs}`, `{months}` and the like stand for the words of data/vocabulary/english.yaml, and braces of its own are doubled.
"""

from __future__ import annotations

import re

from matching.reading import english_courses, english_figures
from matching.reading.english_figures import Again, Say
from matching.reading.english_words import either, organs, singular, sites, tumour_names, vocabulary, words


def moved() -> dict[str, tuple[re.Pattern[str], Say]]:
    """Every change of place, in the order in which they are tried at one place."""
    site = either(sites())
    filled = {
        "organs": either(organs()),
        "sites": rf"{site}(?:(?:, and |,? (?:and|or) |, )(?:the )?{site})*",
        "adjectives": either(vocabulary()["adjectives"], plural=False),
        "tumours": either(tumour_names()),
        "untreated": either(vocabulary()["words"]["aucun traitement anterieur"], plural=False),
        **{name: either(vocabulary()[name], plural=False) for name in ("genes", "named_ca", "usual_units")},
        **{name: either(_forms(name), plural=False) for name in ("months", "units", "numbers")},
    }
    return {name: (re.compile(pattern.format(**filled), re.IGNORECASE), say) for name, (pattern, say) in _MOVED.items()}


def _forms(name: str) -> list[str]:
    return [form for forms in vocabulary()[name].values() for form in forms]


def _sites(text: str) -> str:
    """ "liver, lung and bone" as "hepatiques, pulmonaires et osseuses"."""
    found = re.findall(either(sites()), text.lower())
    named = list(dict.fromkeys(sites()[singular(form, sites())] for form in found))
    return " et ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _metastatic_to(found: re.Match[str], again: Again) -> str:
    return f"{again(found['what'].strip())} avec metastases {_sites(found['sites'])}"


def _metastases(found: re.Match[str], again: Again) -> str:
    return f"metastases {_sites(found['sites'])}"


def _site_lesion(found: re.Match[str], again: Again) -> str:
    return f"{again(found['what'])} {_sites(found['sites'])}"


def _side(found: re.Match[str], again: Again) -> str:
    organ = organs()[singular(found["organ"], organs())]
    side = "gauche" if found["side"].lower()[0] == "l" else "droite" if organ.get("f") else "droit"
    return f"{organ['of' if found['of'] else 'is']} {side}"


def _of_organ(found: re.Match[str], again: Again) -> str:
    return str(organs()[singular(found["organ"], organs())]["of"])


def _named(found: re.Match[str], again: Again) -> str:
    return f"{again(found['name'])} {again(found['before'].strip(' ,'))}"


def _sized(found: re.Match[str], again: Again) -> str:
    return f"{again(found['what'])} de {found['size']}"


def _status(found: re.Match[str], again: Again) -> str:
    return f"{again(found['marker'])} {words()[found['status'].lower()]}"


def _bare_value(found: re.Match[str], again: Again) -> str:
    """A value in the units of the country: "creatinine 1.9" is no micromole."""
    return f"{again(found['lab'])} {found['value']} {vocabulary()['usual_units'][found['lab'].lower()]}"


def _alteration(found: re.Match[str], again: Again) -> str:
    return f"{found['what']} {re.sub(r', | or | and |/', '/', found['genes'])}"


def _mutant(found: re.Match[str], again: Again) -> str:
    return f"{found['gene']} mute {found['where']}"


def _grade(found: re.Match[str], again: Again) -> str:
    return f"{again(found['what'])} de grade {found['grade']}"


_LOBES = {"upper": "superieure", "lower": "inferieure", "middle": "moyenne"}
_MASS = "mass|lesion|tumou?r|nodule|carcinoma|adenocarcinoma|cancer"
_SHOW = "(?:show(?:ed|s)?|reveal(?:ed|s)?|demonstrate[ds]?|found)"
_MOVED: dict[str, tuple[str, Say]] = {
    **english_figures.MOVED,  # the first of them touches its figure
    **english_courses.MOVED,
    "metastatic_to": (
        r"(?P<what>metastatic (?:(?!metasta)[a-z0-9-]+ ){{1,4}}?)to (?:the |both )*(?P<sites>{sites})"
        r"(?! ct| mri| scan| cancer| carcinoma| biops)",
        _metastatic_to,
    ),
    "metastases_to": (
        r"(?:metastas[ie]s|mets|metastatic disease|metastatic|metastasi[sz]ed|spread)(?: being| is| are| was| were| located)? "
        r"(?:to|in|of|involving) (?:the |both )*"
        r"(?P<sites>{sites})(?! marrow)",
        _metastases,
    ),
    "metastases": (r"(?P<sites>{sites}) (?:metastas[ie]s|mets|metastatic (?:disease|lesions?|deposits?))", _metastases),
    "site_lesion": (r"(?P<sites>{sites}) (?P<what>lesions?|nodules?|mass|masses)\b", _site_lesion),
    "sized": (
        r"(?P<size>\d+(?:\.\d+)?(?: ?x ?\d+(?:\.\d+)?)* ?[cm]m)[ -]"
        rf"(?P<what>(?:(?!and |with )[a-z-]+ ){{{{0,4}}}}?(?:{_MASS}))",
        _sized,
    ),
    "shows_no": (rf"{_SHOW}(?= no )", lambda found, again: ":"),
    "gleason": (r"gleason(?: score| grade| sum)*(?: of| is| was|:)? ?(?=\d)", lambda found, again: "Gleason "),
    "number": (r"(?:of|is|was|at|were)(?= ?\d)", lambda found, again: ":"),
    "named": (
        rf"(?P<before>(?:{{adjectives}},? (?:and )?)+)(?P<name>{{tumours}}|{_MASS}|melanoma|lymphoma|leukemia|disease)",
        _named,
    ),
    "lobectomy": (
        r"(?P<side>left|right|l|r) (?P<lobe>upper|lower|middle) lobectomy",
        lambda found, again: (
            f"lobectomie {_LOBES[found['lobe'].lower()]} {'gauche' if found['side'][0].lower() == 'l' else 'droite'}"
        ),
    ),
    "anal_verge": (
        r"(?P<far>\d{{1,2}}(?:\.\d)? ?cm) (?:from|above) (?:the )?anal verge",
        lambda found, again: f"a {found['far']} de la marge anale",
    ),
    "clear": (
        r"(?P<sites>{sites}) (?:are |is |were |was )?clear",
        lambda found, again: f"pas de metastases {_sites(found['sites'])}",
    ),
    "side": (r"(?P<of>of (?:the |his |her )?)?(?P<side>left|right|l|r) (?P<organ>{organs})", _side),
    "of_organ": (r"of (?:the |his |her )?(?P<organ>{organs})(?! marrow)", _of_organ),
    "status": (
        r"(?P<marker>her-?2(?:/neu)?|er/pr|(?:estrogen|progesterone|hormone) receptors?|[a-z]{{2,5}}\d{{0,2}})-"
        r"(?P<status>positive|negative|mutant|mutated|amplified|rearranged|wild-type|wild type)",
        _status,
    ),
    "grade": (
        r"grade (?P<grade>[0-4])(?: or \d)? (?P<what>(?:peripheral |sensory |motor |painful |residual )*neuropathy)",
        _grade,
    ),
    "alteration": (
        r"(?P<genes>{genes}(?:(?:, | or | and |/){genes})*) (?P<what>mutation|rearrangement|amplification|fusion|translocation|alteration)s?"
        r"(?! (?:positive|negative))",
        _alteration,
    ),
    "pathogenic": (
        r"(?:likely )?(?:pathogenic|deleterious) (?P<gene>{genes}) (?:mutation|variant)s?",
        lambda found, again: f"mutation pathogene de {found['gene']}",
    ),
    "origin": (
        r"(?P<origin>germ-?line|somatic) (?P<gene>{genes}) (?:mutat(?:ion|ed)s?|mutant|positive|(?:likely )?pathogenic (?:variant|mutation))"
        r"(?! (?:testing|analysis|status|negative|was not|not|pending))",
        lambda found, again: f"{found['gene']} mute ({again(found['origin'])})",
    ),
    "not_tumour": (
        r"(?:(?:is|was) )?not(?= (?:an? )?(?:{tumours}|cancer|carcinoma|myeloma|lymphoma|melanoma|sarcoma|leuka?emia|malignancy)\b)",
        lambda found, again: "pas de",
    ),
    "in_gene": (r"in(?: the)?(?= {genes}\b)", lambda found, again: "de"),
    "deletion": (r"exon (?P<exon>\d{{2}}) deletion(?: mutation)?", lambda found, again: f"deletion de l'exon {found['exon']}"),
    "mutant": (
        r"(?P<gene>{genes}) (?P<where>[a-z]\d{{2,4}}[a-z]) (?:mutant|mutated|mutation)(?: positive)?(?! (?:was |is )?(?:negative|not))",
        _mutant,
    ),
    "ca": (r"(?P<organ>{named_ca}) ca(?! ?[\d-])", lambda found, again: again(f"{found['organ']} cancer")),
    "bare_value": (
        r"(?P<lab>{usual_units})(?: (?:is|was|of))?:? ?(?P<value>\d{{1,2}}(?:\.\d+)?)(?![\d.]*\d)"
        r"(?! ?(?:mg|g/|g\b|[uµ]?mol|mmol|x|times|%|ml|[\d-]))",
        _bare_value,
    ),
    "nodes": (
        r"(?P<positive>\d{{1,2}}) (?:of|out of|/) ?(?P<examined>\d{{1,3}})(?: \w+)?(?: lymph)? nodes(?: were)?(?: positive| involved)?",
        lambda found, again: f"{found['positive']} ganglions envahis sur {found['examined']}",
    ),
    "receptors": (
        r"er ?(?P<er>[+-])(?: ?[/,] ?| )pr ?(?P<pr>[+-])(?![\d+-])",
        lambda found, again: f"RE{found['er']}, RP{found['pr']}",
    ),
    "ejection": (r"ef(?=(?: ?(?:of|is|was|:|=))? ?\d)", lambda found, again: "FEVG"),
    "few_nodes": (
        r"(?P<positive>\d{{1,2}})/(?P<examined>\d{{1,3}}) (?:ln|lns|lymph nodes)\b(?: ?\+| positive)?",
        lambda found, again: f"{found['positive']} ganglions envahis sur {found['examined']}",
    ),
    "creatinine": (r"cr(?= ?(?:of |is |was |:|=)? ?\d)", lambda found, again: "creatinine"),
    "surgery": (r"(?P<what>(?!pancreat)[a-z]{{3,}})ectomy", lambda found, again: f"{found['what']}ectomie"),
}
