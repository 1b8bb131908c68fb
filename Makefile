# The same commands for people and for build servers. Every target works on a fresh clone.

PYTHON ?= python3
VENV ?= .venv
# Where pip finds a build of torch for the CPU alone; on Linux, PyPI's own is gigabytes larger:
#   make grade PIP_EXTRA="--index-url https://download.pytorch.org/whl/cpu --extra-index-url https://pypi.org/simple"
PIP_EXTRA ?=
TORCH ?= torch==2.13.0

SUBMISSIONS ?= examples/class
OUT ?= grades
JOBS ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
ONLY ?=

BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
only := $(foreach name,$(ONLY),--only $(name))

.DEFAULT_GOAL := help
.PHONY: help grade check watch test lint release translations audit bench clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

grade: $(INSTALLED) ## grade a class: SUBMISSIONS=examples/class OUT=grades JOBS=cores ONLY=names
	$(BIN)/autograder grade "$(SUBMISSIONS)" --out "$(OUT)" --jobs $(JOBS) $(only)

check: $(INSTALLED) ## check your own exercises/ (ONLY=softmax for one function)
	@AUTOGRADER_AGAIN='make check ONLY={name}' $(BIN)/autograder check $(only) || test $$? -eq 1

watch: $(INSTALLED) ## the same on every save, until q is pressed
	@$(BIN)/autograder watch $(only)

test: $(INSTALLED) ## run all tests
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

lint: $(INSTALLED) ## formatting, style, types, stubs and translations that are up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/autograder release --check
	$(BIN)/python -m autograder.authoring.examples --check
	$(BIN)/python -m autograder.authoring.translations --check

release: $(INSTALLED) ## make the stubs in exercises/ from solutions/, and students' examples
	$(BIN)/autograder release
	$(BIN)/python -m autograder.authoring.examples

translations: $(INSTALLED) ## bring what students read together with its translations
	$(BIN)/python -m autograder.authoring.translations

audit: $(INSTALLED) ## try every property on right and wrong versions; writes docs/audit.md
	$(BIN)/autograder audit --page docs/audit.md

bench: $(INSTALLED) ## measure what the README quotes; writes benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py

clean: ## remove what the other targets made, the virtual environment included
	rm -rf $(VENV) grades .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_EXTRA) $(TORCH)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_EXTRA) -c constraints.txt -e '.[dev]'
	@touch $@
