# make run     start Specroom at http://127.0.0.1:8000 (PORT and HOST choose another place)
# make test    all tests: SQLite, PostgreSQL, Chromium
# make lint    style, types, layers, migrations, settings, templates
# make fuzz    the property tests with many more examples (EXAMPLES=1000 for each)
# make bench   the figures of docs/performance.md
# make durability   people who write while servers are killed: EDITS=10000 of them, on SQLite and PostgreSQL
# make screenshots   the pictures of docs/user-guide.md
# make dev     like run, and restarts when the code changes
# make lock    the lock files anew from pyproject.toml

PORT ?= 8000
HOST ?= 127.0.0.1
EXAMPLES ?= 1000
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet

export PORT HOST
export SPECROOM_STARTED := $(shell $(PYTHON) -c 'import time; print(time.time())' 2>/dev/null)

.PHONY: run dev test lint fuzz bench durability screenshots lock
.DELETE_ON_ERROR:

run: .venv/installed
	@exec $(BIN)/python -m config.serve

dev: .venv/installed-all
	@SPECROOM_DEBUG=1 $(BIN)/python manage.py migrate --verbosity 0
	@SPECROOM_DEBUG=1 exec $(BIN)/python -m uvicorn config.asgi:application --host $(HOST) --port $(PORT) --reload \
		--reload-include '*.html' --no-proxy-headers --timeout-graceful-shutdown 1 --ws websockets-sansio --ws-max-size 600000 \
		--ws-ping-interval 10 --ws-ping-timeout 10 --ws-per-message-deflate false

test: .venv/installed-all
	@$(BIN)/python -m tests.everything

lint: .venv/installed-all
	@$(BIN)/python -m tests.lint

fuzz: .venv/installed-all
	HYPOTHESIS_PROFILE=fuzz HYPOTHESIS_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -q -n auto -m "hypothesis or fuzz"

bench: .venv/installed-all
	@$(BIN)/python -m tests.bench

durability: .venv/installed-all
	@$(BIN)/python -m tests.durability

screenshots: .venv/installed-all
	$(BIN)/python -m tests.browser.screenshots

lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Specroom needs Python 3.11 or newer; there is none on the PATH."; exit 1; }
	@echo "Making the virtual environment .venv"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "The virtual environment could not be made. On Debian: apt-get install python3-venv"; exit 1; }

.venv/installed: requirements.lock | .venv/bin/python
	@echo "Installing what Specroom stands on"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

.venv/installed-all: requirements-dev.lock .venv/installed
	@echo "Installing the tools of the tests"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
