# Carnet RCP. `make help` lists the targets. Written for GNU make 3.81 (macOS) and any POSIX shell.

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
NEEDS_PYTHON := Carnet RCP needs Python 3.11 or newer with its venv module: \
run \"sudo apt install python3 python3-venv\" on Debian or Ubuntu (python3.11 and python3.11-venv where python3 is older), \
or \"brew install python@3.13\" on macOS.
INSTALLING := Installing into .venv (a few minutes the first time), from

# The first Python that will do, in the shell's $$python; else one sentence.
define find_python
for python in $(PYTHONS) ''; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break; \
done; \
if [ -z "$$python" ]; then echo "$(NEEDS_PYTHON)" >&2; exit 1; fi
endef

# uv trusts the certificates of the system, as pip does: a hospital's proxy has its own.
export UV_NATIVE_TLS := true

# $(call install,LOCK): makes or updates .venv from a lock file, then adds this checkout to it (the command `carnet`).
# Nothing here names a package index: pip and uv ask the one they are configured for, a hospital's mirror if there is one.
# Wheels only: a package built here would fetch a build tool that no lock pins.
# `python -m venv` on a .venv that exists repairs it, and what is up to date is not fetched again.
define install
@if command -v uv >/dev/null 2>&1; then \
	echo "$(INSTALLING) $(1)" >&2; \
	uv venv --quiet --allow-existing --python '>=3.11' .venv && \
	uv pip install --quiet --python .venv/bin/python --only-binary :all: --require-hashes -r $(1) && \
	uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .; \
else \
	$(find_python); \
	echo "$(INSTALLING) $(1)" >&2; \
	$$python -m venv .venv && \
	.venv/bin/python -m pip install --quiet --only-binary :all: --require-hashes -r $(1) && \
	.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .; \
fi
endef

# pip keeps the packages that a lock no longer names; `make clean` starts afresh.
RUN := .venv/run.stamp
DEV := .venv/dev.stamp

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1|/p' Makefile | awk -F'|' '{ printf "%-14s%s\n", $$1, $$2 }'

run: $(RUN)  ## set everything up and open the app on http://localhost:8501
	@.venv/bin/carnet run

test: $(DEV)  ## set everything up and run the tests
	@.venv/bin/python -m pytest --numprocesses 2 --dist worksteal

format: $(DEV)  ## lay out the code and make the safe corrections
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format --quiet .

lint: $(DEV)  ## check style and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

bench: $(DEV)  ## run every benchmark of bench/ and print its figures
	@.venv/bin/python -m bench

# The dev lock holds the run lock, version for version. setuptools (group build) is locked too: it makes the editable install.
COMPILE = "$$uv" pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock' --group build pyproject.toml

lock:  ## resolve the newest versions and rewrite both lock files
	@uv=$$(command -v uv); \
	if [ -z "$$uv" ]; then \
		$(find_python); \
		lent=$$(mktemp -d); trap 'rm -rf "$$lent"' EXIT; uv=$$lent/bin/uv; \
		$$python -m venv "$$lent" && "$$lent/bin/pip" install --quiet uv || exit; \
	fi; \
	$(COMPILE) --output-file requirements.lock >/dev/null && \
	$(COMPILE) --group dev --extra postgresql --extra conformance --constraint requirements.lock --output-file requirements-dev.lock >/dev/null

clean:  ## remove what set-up and the tools made (no data of the app is here)
	@rm -rf .venv carnet_rcp.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $(RUN) $@

.PHONY: help run test format lint bench lock clean
.NOTPARALLEL:
