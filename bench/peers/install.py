"""A peer installed for the benchmarks alone, in an environment of its own beside the repository's: never a dependency of the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / ".bench"


def peer_python(name: str, requirement: str) -> Path | None:
    """The interpreter of an environment that holds the requirement, made at the first call; None where it cannot be installed."""
    folder = HOME / name
    python = folder / "bin" / "python"
    done = folder / f"{requirement}.ok"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        installed = subprocess.run([str(python), "-m", "pip", "install", "--quiet", requirement], capture_output=True, text=True)
        if installed.returncode:
            print(
                f"{requirement} could not be installed here: {installed.stderr.strip().splitlines()[-1] if installed.stderr else 'no reason given'}"
            )
            return None
        done.touch()
    return python
