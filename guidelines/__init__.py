"""Guideline rules: read from their files, checked, and evaluated on a case.

    >>> to_json(recommend(case, load_all()))["recommendations"][0]["verdict"]
    'applies'

The findings of a curator's check are in guidelines.check.
"""

from guidelines.as_json import to_json
from guidelines.load import load, load_all, loads
from guidelines.model import Guideline, RuleBase
from guidelines.recommend import Recommendations, recommend
from guidelines.source import RuleFileError

__all__ = ["Guideline", "Recommendations", "RuleBase", "RuleFileError", "load", "load_all", "loads", "recommend", "to_json"]
