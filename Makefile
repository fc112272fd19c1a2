# Python 3.11 or newer and make are all that a machine needs; everything else comes from the hashed locks.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
LOCK := infra/locks/dev.lock
READY := $(VENV)/.ready
export PYTHONDONTWRITEBYTECODE :=
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long up down reset lint format build bench simulate

help: ## these lines
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(READY) ## the environment .venv/ from hashed locks (the others call it)

$(READY): $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit("Sitthi needs Python 3.11 or newer; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "Setting up .venv (the first time only, one to three minutes) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(LOCK) 2>&1 | grep -v '^WARNING: Location' || true
	@$(PY) -c 'import boto3, ministack, pydantic, typst' && touch $@

demo: $(READY) ## the whole loop on 379 synthetic households, into out/demo/
	@$(PY) -m infra.local.demo

test: $(READY) ## every test that fits in minutes (what CI runs)
	@PYTHONHASHSEED=0 $(PY) -m pytest -n 2 --dist loadfile tests

test-long: $(READY) ## the same checks with the long counts
	@SITTHI_LONG=1 $(PY) -m pytest -n 2 --dist loadfile tests

up: $(READY) ## a local cloud that keeps its data in .local/ (SAMPLE=1: with 40 synthetic households)
	@$(PY) -m infra.local up $(if $(SAMPLE),--sample)

down: $(READY) ## stop the local cloud
	@$(PY) -m infra.local down

reset: $(READY) ## stop it and delete its data
	@$(PY) -m infra.local reset

lint: $(READY) ## format, types, layering, template gates, rule book
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-cache
	@$(PY) -m shared.rules lint
	@$(VENV)/bin/cfn-lint template.yaml
	@$(MAKE) --no-print-directory -f infra/packaging/Makefile PYTHON=$(PYTHON) gates

format: $(READY)
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

bench: $(READY) ## benchmarks beside their peers, figures into infra/bench/RESULTS.md
	@$(PY) -m infra.bench.rules
	@$(PY) -m infra.bench.thread
	@$(PY) -m infra.bench.imports
	@$(PY) -m infra.bench.audit
	@$(PY) -m infra.bench.console
	@$(PY) -m infra.bench.contract
	@$(PY) -m infra.bench.reports

simulate: $(READY) ## imports and casework under seeded faults (SEED=1 RUNS=200)
	@$(PY) -m infra.simulate --seed $(or $(SEED),1) --runs $(or $(RUNS),200)

build: $(READY) ## bundles and layers for AWS (arm64, python3.13) from the locks, into build/
	@$(MAKE) --no-print-directory -f infra/packaging/Makefile PYTHON=$(PY) all
