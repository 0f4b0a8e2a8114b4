"""Runs inside the peer's environment: an EDS-NLP pipeline over texts given as JSON on standard input, its figures as JSON on standard output.

Sentences, a matcher of 3,000 terms, TNM, quantities, dates, negation, hypothesis, family, history: what it has of what our reading does.
"""

import json
import resource
import sys
import time


def main() -> None:
    job = json.load(sys.stdin)
    started = time.perf_counter()
    import edsnlp
    import edsnlp.pipes as eds

    nlp = edsnlp.blank("eds")
    nlp.add_pipe(eds.sentences())
    nlp.add_pipe(eds.matcher(terms={f"t{index}": [term] for index, term in enumerate(job["terms"])}, attr="NORM"))
    for pipe in (eds.tnm(), eds.quantities(), eds.dates(), eds.negation(), eds.hypothesis(), eds.family(), eds.history()):
        nlp.add_pipe(pipe)
    nlp("Patiente de 54 ans, pas de métastase.")
    built = time.perf_counter()
    passes = []
    for _ in range(job.get("passes", 1)):
        began = time.process_time()
        for text in job["texts"]:
            nlp(text)
        passes.append(time.process_time() - began)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"build": built - started, "seconds": min(passes), "memory": memory}))


if __name__ == "__main__":
    main()
