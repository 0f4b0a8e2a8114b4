"""Reading many cases on every core: texts go to child processes by small batches, cases come back in order."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from matching.case import Case
from matching.document import MAX_BYTES, DocumentError
from matching.files import read_documents, read_source
from matching.opening import read_document
from matching.sources import STANDARD_INPUT, CaseSource
from ui.faults import sentence_of

FEW = 24  # below this many cases, starting processes costs more than it gains


def read_cases(found: list[CaseSource], date: datetime.date | None) -> Iterator[Case | DocumentError]:
    """Each source's case, or the fault that kept it from being read, in the order of the sources."""
    read_one = partial(_read, date=date)
    cores = os.cpu_count() or 1
    if len(found) < FEW or cores == 1 or any(STANDARD_INPUT in source.paths for source in found):
        yield from map(read_one, found)
        return
    with ProcessPoolExecutor(cores) as pool:
        yield from pool.map(read_one, found, chunksize=max(1, min(16, len(found) // (4 * cores))))


def _read(source: CaseSource, date: datetime.date | None) -> Case | DocumentError:
    try:
        if source.paths == (STANDARD_INPUT,):
            return read_documents([read_document("entrée standard", sys.stdin.buffer.read(MAX_BYTES + 1))], source.id, date)
        return read_source(source, date)
    except DocumentError as error:
        return error
    except Exception as error:  # one case that nobody foresaw must not lose the others
        sentence = sentence_of(error)
        if sentence is None:
            raise
        return DocumentError(f"{source.id} : {sentence}")
