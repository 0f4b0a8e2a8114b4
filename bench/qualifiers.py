"""Negated, uncertain, of a relative, past, not carried out: our reader beside EDS-NLP on sentences made to be hard.

The sentences are those of tests/reading/qualifiers/, where it is told how they are written; the mention is given to both as a span.
EDS-NLP 0.23.0 runs with the defaults of its negation, hypothesis, family and history. It has no word for a treatment that is planned,
conditional, refused or contra-indicated: any negation or hypothesis of it is taken for "not carried out", and whether such a treatment
is negated or uncertain is asked of neither.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.peers.install import peer_python
from bench.reading import EDSNLP
from matching.reading.pipeline import prepare
from matching.reading.qualifiers import Axes, qualify

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "reading" / "qualifiers"
WORDS = {
    "negated": "status", "uncertain": "status", "family": "experiencer", "past": "temporality",
    "planned": "modality", "conditional": "modality", "refused": "modality", "contraindicated": "modality",
}  # fmt: skip
AXES = ("negated", "uncertain", "family", "past", "not carried out")


@dataclass(frozen=True)
class Sentence:
    """A sentence, the span of its mention, and what is true of the mention."""

    theme: str
    text: str
    start: int
    end: int
    truth: Axes


def main() -> None:
    python = peer_python("edsnlp", EDSNLP)
    for path in sorted(FOLDER.glob("*.yaml")):
        told = sentences(path)
        ours = [flags(answer(one)) for one in told]
        theirs = _peer(python, told) if python else None
        print(f"{path.stem}: {len(told)} sentences")
        for axis in AXES:
            counted = [
                index for index, one in enumerate(told) if one.truth.modality == "done" or axis not in ("negated", "uncertain")
            ]
            wanted = [flags(told[index].truth)[axis] for index in counted]
            line = f"  {axis:<16} carnet {score(wanted, [ours[index][axis] for index in counted])}"
            if theirs is not None:
                line += f"   {EDSNLP} {score(wanted, [theirs[index][axis] for index in counted])}"
            print(line)
        exact = sum(answer(one) == one.truth for one in told)
        print(f"  carnet has every axis right, modality to the word, in {exact} of {len(told)}")


def sentences(path: Path) -> list[Sentence]:
    """The sentences of a file: themes, each a list of [sentence with its mention between brackets, what is true of it]."""
    found = []
    for theme, lines in yaml.safe_load(path.read_text("utf-8")).items():
        for marked, said in lines:
            start, end = marked.index("["), marked.index("]") - 1
            text = marked.replace("[", "", 1).replace("]", "", 1)
            words = said if isinstance(said, list) else [said]
            found.append(Sentence(theme, text, start, end, Axes(**{WORDS[word]: word for word in words if word != "present"})))
    return found


def answer(one: Sentence) -> Axes:
    """What our reader says of the mention, without the place of the cue."""
    note = prepare(one.text)
    places = [index for index in range(len(note.plain)) if one.start <= note.words(index, index + 1)[0] < one.end]
    return qualify(note, places[0], places[-1] + 1)._replace(cue=None)


def flags(axes: Axes) -> dict[str, bool]:
    return {
        "negated": axes.status == "negated",
        "uncertain": axes.status == "uncertain",
        "family": axes.experiencer == "family",
        "past": axes.temporality == "past",
        "not carried out": axes.modality != "done",
    }


def _peer(python: Path, told: list[Sentence]) -> list[dict[str, bool]]:
    job = [{"text": one.text, "start": one.start, "end": one.end} for one in told]
    script = Path(__file__).with_name("peers") / "edsnlp_qualifiers.py"
    done = subprocess.run([str(python), str(script)], input=json.dumps(job), capture_output=True, text=True, check=True)
    found: list[dict[str, bool]] = json.loads(done.stdout.strip().splitlines()[-1])
    return [one | {"not carried out": one["negated"] or one["uncertain"]} for one in found]


def score(wanted: list[bool], said: list[bool]) -> str:
    """Accuracy and F1 of one axis: score([True, False], [True, True]) -> "accuracy 0.50 F1 0.67"."""
    both = sum(truth and told for truth, told in zip(wanted, said, strict=True))
    wrong = sum(truth != told for truth, told in zip(wanted, said, strict=True))
    return f"accuracy {1 - wrong / len(wanted):.3f} F1 {2 * both / (2 * both + wrong) if both + wrong else 1:.3f}"


if __name__ == "__main__":
    main()
