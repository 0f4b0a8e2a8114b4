"""Reading beside EDS-NLP, over the same texts in one run: characters a second in one process, time to import and build, memory.

The texts are the fictional cases of data/cases. EDS-NLP 0.23.0 is installed for this bench alone, in .bench/.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench.peers.install import peer_python

CASES = Path(__file__).resolve().parent.parent / "data" / "cases"
EDSNLP = "edsnlp==0.23.0"
REPEATS = 20

OURS = """
import json, resource, sys, time
job = json.load(sys.stdin)
started = time.perf_counter()
from matching.reading import read
read("Patiente de 54 ans, pas de métastase.", "x")
built = time.perf_counter()
for text in job["texts"]:
    read(text, "x")
done = time.perf_counter()
print(json.dumps({"build": built - started, "seconds": done - built, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def main() -> None:
    texts = [json.loads(path.read_text("utf-8"))["text"] for path in sorted(CASES.rglob("*.json"))]
    characters = sum(map(len, texts))
    ours = measure([sys.executable, "-c", OURS], {"texts": texts * REPEATS})
    print(f"{len(texts)} texts, {characters} characters")
    report("carnet", characters * REPEATS, ours)
    python = peer_python("edsnlp", EDSNLP)
    if python is None:
        return
    peer = measure(
        [str(python), str(Path(__file__).with_name("peers") / "edsnlp_pipeline.py")], {"texts": texts, "terms": terms()}
    )
    report(EDSNLP, characters, peer)
    ratio = (characters * REPEATS / ours["seconds"]) / (characters / peer["seconds"])
    print(f"carnet reads {ratio:.1f} times as many characters a second as {EDSNLP}")


def terms() -> list[str]:
    """3,000 terms of our own vocabulary, for the peer's matcher."""
    from matching.tumour_types import tumour_types

    forms = [form for tumour in tumour_types().values() for form in tumour.fr]
    return forms[:3000]


def measure(command: list[str], job: dict[str, object]) -> dict[str, float]:
    done = subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])  # type: ignore[no-any-return]


def report(name: str, characters: int, figures: dict[str, float]) -> None:
    print(
        f"{name}: {characters / figures['seconds'] / 1000:.0f} kchar/s, import and build {figures['build']:.1f} s, "
        f"{figures['memory']:.0f} MB"
    )


if __name__ == "__main__":
    main()
