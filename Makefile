# make demo | test | check | ui | cookbook | compiled | lock | clean. Needs git, make and Python 3.11+ with pip and venv; everything else is installed in .venv.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null || echo $(VENV)/uv/bin/uv)
export GX_ANALYTICS_ENABLED := false
export DAGSTER_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1
# Behind a proxy with a certificate of its own: uv uses the system's certificates, as pip does, and each knows what the other was told.
export UV_SYSTEM_CERTS ?= true
ifdef PIP_CERT
export SSL_CERT_FILE ?= $(PIP_CERT)
else ifdef SSL_CERT_FILE
export PIP_CERT := $(SSL_CERT_FILE)
endif
ifdef PIP_INDEX_URL
ifndef UV_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
else ifdef UV_DEFAULT_INDEX
export PIP_INDEX_URL := $(UV_DEFAULT_INDEX)
else ifdef UV_INDEX_URL
export PIP_INDEX_URL := $(UV_INDEX_URL)
endif
ifdef PIP_EXTRA_INDEX_URL
export UV_INDEX ?= $(PIP_EXTRA_INDEX_URL)
endif
ifdef PIP_FIND_LINKS
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
endif

.PHONY: install demo test cookbook check format ui compiled lock clean help
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Kawaraban needs Python 3.11 to 3.14, not %d.%d" % sys.version_info[:2]) if not (3, 11) <= sys.version_info[:2] < (3, 15) else 0'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	@test -x "$(UV)" || command -v uv >/dev/null || { echo "uv is not here: installing it into $(VENV)/uv"; $(PYTHON) -m venv $(VENV)/uv && $(VENV)/uv/bin/pip install --quiet --disable-pip-version-check uv; }
	"$(UV)" pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	"$(UV)" pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

install: $(VENV)/.installed ## install exactly what requirements.lock names into .venv

demo: install ## build the dataset from examples/ and ask who said what
	@$(BIN)/kawaraban run examples --data data
	@echo
	@$(BIN)/kawaraban sql --data data --file warehouse/cookbook/who_said_what.sql

test: install ## run every test
	@$(BIN)/python -m pytest -n auto

cookbook: install ## write the answers of the cookbook on the examples anew, where a rule changed them
	@KAWARABAN_RENEW=1 $(BIN)/python -m pytest -n 0 tests/documents/test_cookbook.py
	@git --no-pager diff --stat tests/golden/cookbook

check: install ## lint, format, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/architecture

format: install ## format and fix what can be fixed
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

ui: install ## the Dagster UI on http://127.0.0.1:3000
	@$(BIN)/kawaraban ui

compiled: install ## a wheel in dist/ whose rules are compiled to C: the same tables in less time (needs a C compiler, takes minutes)
	@HATCH_BUILD_HOOKS_ENABLE=true "$(UV)" build --no-build-isolation --python $(BIN)/python --out-dir dist

lock: install ## resolve the dependencies anew
	"$(UV)" pip compile pyproject.toml --all-extras --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock

clean: ## remove what make made, but not data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .dagster
