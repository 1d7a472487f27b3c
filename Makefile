# One command a verb, the same for people and for continuous integration. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ifndef RUN
RUN := runs/$(shell date +%Y%m%d-%H%M%S)
endif

.DEFAULT_GOAL := help
.PHONY: help install serve slack ingest sync test lint types bench bench-ingest eval llm

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

install: $(STAMP) ## make .venv with everything the other commands need

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is missing or older than 3.11: install Python 3.11, or name one, as in make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@echo "Installing into $(VENV): some minutes the first time"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

# Exit code 1 of a build means that single documents failed, as its report says; the others are served.
serve: $(STAMP) ## build the index if it is missing or stale, then serve on 127.0.0.1:8000
	@$(BIN)/python -m ingest build || [ $$? -eq 1 ]
	@$(BIN)/python -m assistant serve

ingest: $(STAMP) ## build the index from guidance_docs/
	@$(BIN)/python -m ingest build

sync: $(STAMP) ## fetch the official texts that sources.yaml names
	@$(BIN)/python -m ingest sync

slack: $(STAMP) ## build the index if it is missing or stale, then answer in Slack
	@$(BIN)/python -m ingest build || [ $$? -eq 1 ]
	@$(BIN)/python -m assistant slack

llm: $(STAMP) ## fetch a small language model and serve it on this machine
	@$(BIN)/python -m evals llm

test: lint types ## lint, types and tests
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(STAMP) ## check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## check types
	$(BIN)/mypy

bench: $(STAMP) ## measure speed and memory on this machine
	@$(BIN)/python -m evals bench speed
	@$(BIN)/python -m evals bench verification

bench-ingest: $(STAMP) ## measure building a large made-up library
	@$(BIN)/python -m evals bench ingest

eval: $(STAMP) ## run the cases kept for testing, and judge them by the policy
	@$(BIN)/python -m evals run evals/cases --split test --out $(RUN) && $(BIN)/python -m evals report $(RUN)
