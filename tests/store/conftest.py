from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has a folder of its own: none touches the files of whoever runs the tests."""
    for variable in ("CARNET_DATABASE_URL", "CARNET_REGISTRY_URL", "CARNET_IDENTITY_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("CARNET_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
