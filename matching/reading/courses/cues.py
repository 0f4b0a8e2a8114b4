"""Cues around a treatment, as patterns: their words stand in data/vocabulary/course_cues.yaml.

>>> re.match(cue_words("set_aside"), "recusee")[0]
'recusee'
"""

from __future__ import annotations

import re
from functools import cache

from matching.data_files import load_yaml


@cache
def cue_words(name: str) -> str:
    """The words of a cue as one alternation, the longest first; a star stands for any ending."""
    forms = sorted(map(str, load_yaml("vocabulary/course_cues.yaml")[name]), key=len, reverse=True)
    return "(?:" + "|".join(map(_pattern, forms)) + ")"


def _pattern(form: str) -> str:
    whole = re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", " ")
    return whole if form.endswith(("*", "'")) else rf"{whole}\b"
