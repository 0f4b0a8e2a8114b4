"""What a person asks the registry for, and the other words that name the same thing: French and English, brands and substances.

The words come from the data folder: tumour types, organs, drugs and classes of `matching`, and `vocabulary/search_words.yaml`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from matching.data_files import load_yaml
from matching.drugs import drug_classes, drugs
from matching.tumour_types import organs, tumour_types

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")  # the few letters of a record that may be an accent
# Words that narrow nothing, French then English.
_EMPTY_WORDS = frozenset(
    "a au aux avec d de des du en et l la le les ou par pour sur un une an and by for in of on or the to with".split()
)
# A shorter word that ends in s is rarely a plural.
_PLURAL_FROM = 4

Key = tuple[str, ...]


def fold(words: str) -> str:
    """`fold("Œsophage avancé")` -> "oesophage avance"."""
    lower = words.lower()
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower.translate(_LIGATURES))
    return _NOT_ASCII.sub(lambda found: "" if unicodedata.combining(found[0]) else found[0], decomposed)


def tokenise(words: str) -> list[str]:
    """`tokenise("PD-L1 (>= 1 %)")` -> `["pd", "l1", "1"]`: the words as the index cuts them."""
    return re.findall(r"[^\W_]+", fold(words))


def expand(words: str) -> list[tuple[str, ...]]:
    """Each thing asked for, with every way to write it, folded; the longest known names first.

    >>> expand("cancer du sein PD-L1")
    [('breast cancer', 'cancer du sein', …), ('pd l1',)]
    """
    groups = _groups()
    longest = max(map(len, groups), default=1)
    asked = []
    tokens = _tokens_by_word(words)
    position = 0
    while position < len(tokens):
        for size in range(min(longest, len(tokens) - position), 0, -1):
            key = _key(token for word in tokens[position : position + size] for token in word)
            if key in groups:
                asked.append(_alternatives(groups[key]))
                break
        else:
            size = 1
            phrase = " ".join(tokens[position])
            asked.append((phrase,))
        position += size
    return asked


def _tokens_by_word(words: str) -> list[list[str]]:
    """What was typed, word by word: "PD-L1" is one word of two tokens, and is looked for as such; "l'ovaire" is "ovaire"."""
    cut = [tokenise(re.sub(r"^[dl]['’]", "", word, flags=re.IGNORECASE)) for word in words.split()]
    return [tokens for tokens in cut if any(token not in _EMPTY_WORDS for token in tokens)]


def _key(tokens: Iterable[str]) -> Key:
    full = [token for token in tokens if token not in _EMPTY_WORDS]
    return tuple([token[:-1] if token[-1] == "s" and len(token) >= _PLURAL_FROM else token for token in full])


@cache
def _groups() -> dict[Key, tuple[str, ...]]:
    """Every form of every name, by its key, with the other forms of its group as the data write them."""
    found: dict[Key, tuple[str, ...]] = {}
    for forms in _same_meaning():
        for form in forms:
            found.setdefault(_key(tokenise(form)), forms)
    found.pop((), None)
    return found


@cache
def _alternatives(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The ways to write a name, folded; made when it is asked for, since few of the thousands ever are."""
    return _without_longer({" ".join(tokenise(form)) for form in forms} - {""})


def _same_meaning() -> Iterator[tuple[str, ...]]:
    yield from (tuple(group) for group in load_yaml("vocabulary/search_words.yaml"))
    yield from ((*tumour.fr, *tumour.en) for tumour in tumour_types().values())
    yield from ((*organ.fr, organ.en) for organ in organs().values())
    yield from (drug.forms for drug in drugs().values())
    yield from ((*drug_class.fr, *drug_class.en) for drug_class in drug_classes().values())


def _without_longer(phrases: set[str]) -> tuple[str, ...]:
    """Leaves out what a shorter phrase finds anyway: "invasive breast cancer" beside "breast cancer"."""
    kept: list[str] = []
    for phrase in sorted(phrases, key=lambda each: (len(each.split()), each)):
        if not any(f" {shorter} " in f" {phrase} " for shorter in kept):
            kept.append(phrase)
    return tuple(kept)
