"""Cues around a treatment, as patterns: their words stand in data/vocabulary/course_cues.yaml.

>>> re.match(cue_words("set_aside"), "recusee")[0]
'recusee'
"""

from __future__ import annotations

from functools import cache

from matching.data_files import load_yaml
from matching.reading.phrases import whole


@cache
def cue_words(name: str) -> str:
    """The words of a cue as one alternation, the longest first; a star stands for any ending."""
    return whole(map(str, load_yaml("vocabulary/course_cues.yaml")[name]))
