"""How the command line speaks: answers on standard output, progress and faults on standard error, one sentence a fault."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from matching.case import Case
from matching.document import DocumentError
from matching.sources import CaseSource, sources

BAD_INPUT = 2


def say(sentence: str) -> None:
    """A message for the person at the keyboard; never part of the answer."""
    print(sentence, file=sys.stderr)


def answer(record: Any) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


def refuse(sentence: str) -> typer.Exit:
    """Says what was wrong; to be raised: `raise refuse("...")`."""
    say(sentence)
    return typer.Exit(BAD_INPUT)


def each_case(paths: list[Path], read: Callable[[list[CaseSource]], Iterator[Case | DocumentError]]) -> Iterator[Case]:
    """The cases of the paths one by one. A path or a case that cannot be read gives a sentence and the others go on; then exit code 2."""
    failed = False
    readable = []
    for path in paths:
        try:
            sources([path])
            readable.append(path)
        except DocumentError as error:
            say(str(error))
            failed = True
    for case in read(sources(readable)):
        if isinstance(case, DocumentError):
            say(str(case))
            failed = True
        else:
            yield case
    if failed:
        raise typer.Exit(BAD_INPUT)


def reference_date(date: str | None) -> datetime.date | None:
    """The date of `--date`, None where it was not given."""
    if date is None:
        return None
    try:
        return datetime.date.fromisoformat(date)
    except ValueError:
        raise refuse(f"« {date} » n'est pas une date ; écrire AAAA-MM-JJ, par exemple 2025-11-12") from None
