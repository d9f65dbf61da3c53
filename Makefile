# make demo   install, embed seeds/, answer a question with citations
# make test   install what tests need, and run them
# make eval   judge the answers about the essay and about all documents, each against its gate
# make check  the one gate: ruff, mypy, import-linter, pytest

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test eval check lint bench clean

demo: $(VENV)/.installed
	$(BIN)/assistant ingest
	$(BIN)/assistant ask "Why does harvesting traffic fail in the industrial Internet?"

test: $(VENV)/.tools
	$(BIN)/python -m pytest -n auto

# The gate's own index: what else is in index/ would change what is found.
eval: $(VENV)/.eval
	$(BIN)/assistant ingest seeds --rebuild --index evals/reports/index
	$(BIN)/assistant eval run evals/suites/essay.yaml --index evals/reports/index --gate evals/gates.toml
	$(BIN)/assistant eval run evals/suites/library.yaml --index evals/reports/index --gate evals/gates-library.toml

check: lint test

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.tools
	$(BIN)/python -m benchmarks.speed

# A stamp is as new as the last installation: nothing is installed twice.
$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

$(VENV)/.eval: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable ".[eval]"
	touch $@

$(VENV)/.tools: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
