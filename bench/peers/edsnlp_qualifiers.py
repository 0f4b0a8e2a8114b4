"""Runs inside the peer's environment: EDS-NLP's qualifiers, with their defaults, on spans given to it as entities.

A list of {"text", "start", "end"} as JSON on standard input; on standard output, for each, what EDS-NLP says of the span.
"""

import json
import sys

import edsnlp
import edsnlp.pipes as eds


def main() -> None:
    nlp = edsnlp.blank("eds")
    for pipe in (
        eds.normalizer(),
        eds.sentences(),
        eds.negation(),
        eds.hypothesis(),
        eds.family(),
        eds.history(),
        eds.reported_speech(),
    ):
        nlp.add_pipe(pipe)
    print(json.dumps([qualified(nlp, **one) for one in json.load(sys.stdin)]))


def qualified(nlp, text: str, start: int, end: int) -> dict[str, bool]:
    doc = nlp.make_doc(text)
    doc.ents = [doc.char_span(start, end, label="mention", alignment_mode="expand")]
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    entity = doc.ents[0]
    return {
        "negated": bool(entity._.negation),
        "uncertain": bool(entity._.hypothesis),
        "family": bool(entity._.family),
        "past": bool(entity._.history),
    }


if __name__ == "__main__":
    main()
