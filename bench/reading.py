"""Reading beside EDS-NLP, over the same texts in one run: characters a second in one process, time to import and build, memory.

The texts are the fictional cases of data/cases. Each program reads them all several times, in turn with the other; its fastest pass counts,
in seconds of the processor, so that what else the machine does changes little. EDS-NLP 0.23.0 is installed for this bench alone, in .bench/.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.peers.install import peer_python

CASES = Path(__file__).resolve().parent.parent / "data" / "cases"
EDSNLP = "edsnlp==0.23.0"
TURNS, PASSES = 3, 3

OURS = """
import json, resource, sys, time
job = json.load(sys.stdin)
started = time.perf_counter()
from matching.reading import read
read("Patiente de 54 ans, pas de métastase.", "x")
built = time.perf_counter()
passes = []
for _ in range(job["passes"]):
    began = time.process_time()
    for text in job["texts"]:
        read(text, "x")
    passes.append(time.process_time() - began)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"build": built - started, "seconds": min(passes), "memory": memory}))
"""


def main() -> None:
    texts = [json.loads(path.read_text("utf-8"))["text"] for path in sorted(CASES.rglob("*.json"))]
    characters = sum(map(len, texts))
    print(f"{len(texts)} texts, {characters} characters")
    python = peer_python("edsnlp", EDSNLP)
    commands = {"carnet": [sys.executable, "-c", OURS]}
    if python is not None:
        commands[EDSNLP] = [str(python), str(Path(__file__).with_name("peers") / "edsnlp_pipeline.py")]
    job = {"texts": texts, "terms": terms(), "passes": PASSES}
    turns = [{name: measure(command, job) for name, command in commands.items()} for _ in range(TURNS)]
    best = {name: {figure: min(turn[name][figure] for turn in turns) for figure in turns[0][name]} for name in commands}
    for name, figures in best.items():
        report(name, characters, figures)
    if python is not None:
        ratio = best[EDSNLP]["seconds"] / best["carnet"]["seconds"]
        print(f"carnet reads {ratio:.1f} times as many characters a second as {EDSNLP}")


def terms() -> list[str]:
    """3,000 terms of our own vocabulary, for the peer's matcher."""
    from matching.tumour_types import tumour_types

    forms = [form for tumour in tumour_types().values() for form in tumour.fr]
    return forms[:3000]


def measure(command: list[str], job: dict[str, object]) -> dict[str, Any]:
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])  # type: ignore[no-any-return]


def report(name: str, characters: int, figures: dict[str, Any]) -> None:
    print(
        f"{name}: {characters / figures['seconds'] / 1000:.0f} kchar/s, import and build {figures['build']:.1f} s, "
        f"{figures['memory']:.0f} MB"
    )


if __name__ == "__main__":
    main()
