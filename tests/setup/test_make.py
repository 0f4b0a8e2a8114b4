"""`make run` and `make test` on machines that lack something, played with stand-ins for the system's Python and uv."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MAKE = shutil.which("make") or "make"

# Runs the Makefile's own check of the interpreter, in a Python that claims to be old, or that lacks the venv module.
OLD_PYTHON = "import sys; sys.version_info = (3, 10, 14); exec(sys.argv[1])"
PYTHON_WITHOUT_VENV = "import sys; sys.modules['ensurepip'] = None; exec(sys.argv[1])"

# Notes what it is asked, and makes a .venv that does the same.
NOTING = """#!/bin/sh
echo "$(basename "$0") $*" >> "$NOTES"
case "$*" in *"venv"*".venv")
    /bin/mkdir -p .venv/bin
    for name in python carnet; do /bin/cp "$0" .venv/bin/$name; done
esac
"""


class Machine:
    """A checkout and a PATH of its own: `Machine(tmp_path, repository).has("python3", SCRIPT)`, then `.make("run")`."""

    def __init__(self, folder: Path, repository: Path):
        self.checkout, self.bin, self.notes = folder / "checkout", folder / "bin", folder / "notes"
        self.checkout.mkdir()
        self.bin.mkdir()
        for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(repository / name, self.checkout)
        for name in ("basename", "touch"):
            (self.bin / name).symlink_to(shutil.which(name) or name)

    def has(self, name: str, script: str) -> "Machine":
        path = self.bin / name
        path.write_text(script)
        path.chmod(0o755)
        return self

    def has_python(self, name: str, code: str) -> "Machine":
        return self.has(name, f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$2"\n')

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "NOTES": str(self.notes)}
        return subprocess.run([MAKE, *arguments], cwd=self.checkout, env=environment, capture_output=True, text=True, check=False)

    def noted(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []


@pytest.fixture
def machine(tmp_path: Path, repository: Path) -> Machine:
    return Machine(tmp_path, repository)


def assert_one_sentence_names_the_packages(refused: subprocess.CompletedProcess[str]) -> None:
    (sentence,) = [line for line in refused.stderr.splitlines() if not line.startswith("make")]
    assert refused.returncode != 0
    assert sentence.startswith("Carnet RCP needs Python 3.11 or newer with its venv module")
    assert "sudo apt install python3 python3-venv" in sentence
    assert "brew install python" in sentence


def test_no_python_at_all_is_answered_by_the_package_to_install(machine: Machine):
    assert_one_sentence_names_the_packages(machine.make("run"))


def test_a_python_too_old_is_answered_by_the_package_to_install(machine: Machine):
    assert_one_sentence_names_the_packages(machine.has_python("python3", OLD_PYTHON).make("test"))


def test_a_python_without_venv_is_answered_by_the_package_to_install(machine: Machine):
    assert_one_sentence_names_the_packages(machine.has_python("python3", PYTHON_WITHOUT_VENV).make("run"))
    assert not (machine.checkout / ".venv").exists()


def test_a_newer_python_is_found_beside_an_old_one(machine: Machine):
    machine.has_python("python3", OLD_PYTHON).has("python3.12", NOTING)
    assert machine.make("run").returncode == 0
    assert "python3.12 -m venv .venv" in machine.noted()


def test_pip_takes_wheels_of_the_lock_only_then_adds_the_checkout_without_fetching(machine: Machine):
    machine.has("python3", NOTING).make("run")
    assert machine.noted()[1:] == [
        "python3 -m venv .venv",
        "python -m pip install --quiet --only-binary :all: --require-hashes -r requirements.lock",
        "python -m pip install --quiet --no-deps --no-build-isolation -e .",
        "carnet run",
    ]


def test_the_second_run_installs_nothing(machine: Machine):
    machine.has("python3", NOTING).make("run")
    machine.notes.unlink()
    machine.make("run")
    assert machine.noted() == ["carnet run"]


def test_a_changed_lock_is_installed_before_the_next_run(machine: Machine):
    machine.has("python3", NOTING).make("run")
    newer = (machine.checkout / ".venv/run.stamp").stat().st_mtime + 1
    os.utime(machine.checkout / "requirements.lock", (newer, newer))
    machine.notes.unlink()
    machine.make("run")
    assert any("--require-hashes -r requirements.lock" in line for line in machine.noted())


def test_the_tests_install_their_own_lock_which_serves_the_application_too(machine: Machine):
    machine.has("python3", NOTING).make("test")
    assert any("--require-hashes -r requirements-dev.lock" in line for line in machine.noted())
    machine.notes.unlink()
    machine.make("run")
    assert machine.noted() == ["carnet run"]


def test_uv_is_used_where_it_is_installed(machine: Machine):
    machine.has("uv", NOTING).make("run")
    assert [line.split()[0] for line in machine.noted()] == ["uv", "uv", "uv", "carnet"]
    assert "--require-hashes -r requirements.lock" in machine.noted()[1]


def test_a_failed_install_stops_there_and_is_tried_again(machine: Machine):
    failing = NOTING + 'case "$*" in *--require-hashes*) exit 3; esac\n'
    machine.has("python3", failing)
    assert machine.make("run").returncode != 0
    machine.notes.unlink()
    assert machine.make("run").returncode != 0
    assert any("--require-hashes" in line for line in machine.noted())
    assert "carnet run" not in machine.noted()


def test_help_lists_every_target(repository: Path):
    phony = re.search(r"^\.PHONY: (.*)$", (repository / "Makefile").read_text(), re.MULTILINE)
    assert phony
    listed = subprocess.run([MAKE, "help"], cwd=repository, env={"PATH": os.defpath}, capture_output=True, text=True, check=True)
    assert re.findall(r"^make (\w+)", listed.stdout, re.MULTILINE) == phony[1].split()


@pytest.fixture
def ci(machine: Machine, repository: Path) -> Callable[[], subprocess.CompletedProcess[str]]:
    (machine.checkout / ".ci").mkdir()
    shutil.copy(repository / ".ci/run", machine.checkout / ".ci/run")
    for name in ("dirname", "id"):
        (machine.bin / name).symlink_to(shutil.which(name) or name)
    machine.has("make", '#!/bin/sh\necho "make $*"\nexit 7\n')
    bash = shutil.which("bash") or "bash"
    environment = {"PATH": str(machine.bin), "NOTES": str(machine.notes)}
    return lambda: subprocess.run(
        [bash, ".ci/run"], cwd=machine.checkout, env=environment, capture_output=True, text=True, check=False
    )


def test_ci_runs_the_tests_and_ends_as_they_end(machine: Machine, ci: Callable[[], subprocess.CompletedProcess[str]]):
    machine.has("chromium", "#!/bin/sh\n")
    ran = ci()
    assert (ran.stdout, ran.stderr, ran.returncode) == ("make test\n", "", 7)


def test_ci_installs_debians_chromium_first_where_there_is_none(
    machine: Machine, ci: Callable[[], subprocess.CompletedProcess[str]]
):
    machine.has("apt-get", NOTING).has("sudo", '#!/bin/sh\nexec "$@"\n')
    ran = ci()
    assert [line.split()[1] for line in machine.noted()] == ["update", "install"]
    assert "chromium" in machine.noted()[1].split()
    assert (ran.stdout, ran.returncode) == ("make test\n", 7)
