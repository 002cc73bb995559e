# Goldsmith. Two commands: `make up` runs the product, `make test` proves it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := bench/quality/peers/.venv
PORT ?= 8000
DATA ?= goldsmith-data
NAME ?=
WITH ?=
KNOWN := $(basename $(notdir $(sort $(wildcard requirements/*.txt))))
EXTRAS := $(if $(filter all,$(WITH)),$(KNOWN),$(WITH))
ifneq ($(filter-out $(KNOWN),$(EXTRAS)),)
$(error WITH takes "all" or some of "$(KNOWN)"; it was "$(WITH)")
endif

.PHONY: up test check bench bench-quality web modality lock clean

up: $(VENV)/installed $(EXTRAS:%=$(VENV)/with-%) web  ## Start everything on this machine; Ctrl-C stops it. WITH="audio documents": read these, too.
	@$(BIN)/goldsmith up --port $(PORT) --data $(DATA)

test: $(VENV)/installed-dev web/node_modules/installed  ## Everything a developer needs to trust a change.
	@bash tests/run.sh

check: $(VENV)/installed-dev web/node_modules/installed  ## Lint, types, unit tests: a few minutes.
	@bash tests/check.sh

bench: $(VENV)/installed-dev  ## Measure; the figures go into docs/reference/performance.md.
	@$(BIN)/python -m bench

bench-quality: $(VENV)/installed-dev $(PEERS)/installed  ## Score consensus on recorded crowds; CROWD_DATA names their folder.
	@test -n "$$CROWD_DATA" || { echo "Set CROWD_DATA to a folder of recorded crowds: docs/reference/quality.md"; exit 1; }
	@for what in choices boxes spans transcripts numbers pairs adaptive bound; do $(BIN)/python -m bench.quality.$$what || exit 1; done

web: web/dist/index.html  ## Build the web app.

modality: $(VENV)/installed  ## Make a new modality: make modality NAME=audio
	@$(BIN)/python -m goldsmith.scaffold $(NAME)

lock: $(VENV)/installed-dev  ## Resolve the dependencies anew and pin them by hash.
	@bash tests/lock.sh

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Goldsmith needs Python 3.11 or newer; set PYTHON=python3.x" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt install python3-venv"; exit 1; }

$(VENV)/installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing Python packages…"
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/with-%: requirements/%.txt $(VENV)/installed
	@echo "Installing what $* needs…"
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt tests/referees.txt $(VENV)/installed
	@echo "Installing developer packages…"
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes --no-deps -r tests/referees.txt
	@touch $@

$(PEERS)/installed: bench/quality/peers/requirements.txt
	@echo "Installing the label models of others, for comparison only…"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

web/node_modules/installed: web/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20 or newer is needed to build the web app: https://nodejs.org"; exit 1; }
	@echo "Installing web packages…"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/installed $(shell find web/src web/index.html web/vite.config.ts src/goldsmith/modalities -type f '(' -path 'web/*' -o -path '*/web/*' ')' 2>/dev/null | sed 's/ /\\ /g')
	@echo "Building the web app…"
	@cd web && npm run --silent build
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) web/node_modules web/dist
