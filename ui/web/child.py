"""A long work that this session started in a process of its own: its row in the database comes a moment later."""

from __future__ import annotations

import subprocess

import streamlit as st


def started(name: str, process: subprocess.Popen[bytes]) -> None:
    """`started("sync-process", start())`: the session holds the process under that name."""
    st.session_state[name] = process


def is_alive(name: str) -> bool:
    """Whether the process that the session holds under that name still runs; one that has ended is let go."""
    process: subprocess.Popen[bytes] | None = st.session_state.get(name)
    if process is not None and process.poll() is not None:
        del st.session_state[name]
        return False
    return process is not None


def end(name: str) -> None:
    """Ends it: for a process that has not written its row yet, and would not read there that it is to stop."""
    process: subprocess.Popen[bytes] | None = st.session_state.get(name)
    if process is not None:
        process.terminate()
