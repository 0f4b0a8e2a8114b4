"""`carnet run`: starts the web application on this machine only."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

APP = Path(__file__).resolve().parent.parent / "app.py"


def serve(port: int | None, open_browser: bool) -> int:
    """Runs Streamlit on app.py until it is stopped; its settings stand in .streamlit/config.toml. Returns its exit code."""
    command = [sys.executable, "-m", "streamlit", "run", str(APP), f"--server.headless={str(not open_browser).lower()}"]
    command += [f"--server.port={port}"] if port else []
    try:
        return subprocess.call(command, cwd=APP.parent)  # noqa: S603 - our own interpreter and page
    except KeyboardInterrupt:
        return 0
