"""A tokenizer of a few lines: words, numbers, signs and blanks, exactly as they stand. The French one of spaCy costs seconds to load."""

from __future__ import annotations

import re

from spacy.tokens import Doc
from spacy.vocab import Vocab

TEXT = "text"
_TOKEN = re.compile(r"(\d+(?:[.,]\d+)?|[^\W\d_]+|[^\w\s]|_+|\s+?(?=\S)|\s+)")


class NoteTokenizer:
    """Text -> Doc whose text is the very same text: one blank after a token is its trailing space, other blanks are tokens."""

    def __init__(self, vocab: Vocab):
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _TOKEN.findall(text):
            if piece == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data[TEXT] = text  # doc.text joins it again from the tokens, at the price of a tenth of the reading
        return doc
