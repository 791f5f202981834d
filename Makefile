# Two commands do everything: `make run` (the app on its embedded data) and `make test` (lint, types, contracts, all tests).

PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
# one job more than cores: journeys in the browser wait much of their time
JOBS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))
export OPENBLAS_NUM_THREADS = 1
# tests start many processes: without bytecode kept on disk each compiles everything anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test lint audit chromium postgres screenshots clean

setup: .venv/.run data/CURRENT

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Weighbridge needs Python 3.11 or newer; PYTHON=... names another one."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.python requirements.lock pyproject.toml
	$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements.lock
	$(BIN)/pip install --disable-pip-version-check -q --no-deps -e .
	@touch $@

.venv/.test: .venv/.run requirements-test.lock
	$(BIN)/pip install --disable-pip-version-check -q --require-hashes -r requirements-test.lock
	@touch $@

# the catalog: built from the fact files and the embedded price lists; the app also rebuilds a missing or foreign file
data/CURRENT: .venv/.run
	$(BIN)/weighbridge catalog build > /dev/null
	@touch $@

run: setup
	PORT=$(PORT) $(BIN)/python server.py

# $(call debian,PACKAGE): installs it where apt can
debian = { command -v apt-get >/dev/null && { if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq $(1); \
	else sudo -n sh -c 'apt-get update -qq && apt-get install -y -qq $(1)'; fi; } >/dev/null; }

# the headless shell is the same browser without its windows, and a third quicker
chromium:
	@for name in $$CHROMIUM chromium-headless-shell chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	$(call debian,chromium-headless-shell) || $(call debian,chromium) || \
	{ echo "The browser tests need Chromium: install it, or name one in CHROMIUM=/path/to/chromium."; exit 1; }

# the report store is tested on a real PostgreSQL, which the tests start in a temporary folder from Debian's package
postgres:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || $(call debian,postgresql) || \
	{ echo "The tests of the report store need PostgreSQL's server programs: install the package postgresql."; exit 1; }

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: .venv/.test
	$(BIN)/python tests/audit.py

test: setup .venv/.test chromium postgres lint audit
	$(BIN)/weighbridge catalog check
	$(BIN)/pytest -n $(JOBS) --dist loadfile

screenshots: setup .venv/.test chromium
	$(BIN)/python tests/browser/screenshots.py

clean:
	rm -rf .venv data .mypy_cache .ruff_cache .pytest_cache .hypothesis
