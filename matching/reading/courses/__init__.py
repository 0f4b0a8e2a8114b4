"""The courses of treatment that a note tells: which words make a regimen, and what is said of it (see families/treatments.py)."""
