# The same commands for people and for build servers. Every target works on a fresh clone.

PYTHON ?= python3
VENV ?= .venv
# Where pip or uv finds a build of torch for the CPU alone; on Linux, PyPI's own is gigabytes larger:
#   make grade PIP_EXTRA="--index-url https://download.pytorch.org/whl/cpu --extra-index-url https://pypi.org/simple"
PIP_EXTRA ?=
UV ?= $(shell command -v uv)

SUBMISSIONS ?= examples/class
OUT ?= grades
JOBS ?= $(shell nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
ONLY ?=
TESTS ?=

BIN := $(VENV)/bin
CORE := $(VENV)/.core
LAB := $(VENV)/.lab
DEV := $(VENV)/.dev
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup
only := $(foreach name,$(ONLY),--only $(name))

# The audit and the tests look at the same matrix of versions, which is made once.
audit audit-check test test-slow test-all: export AUTOGRADER_CACHE ?= $(abspath $(VENV))/cache

.DEFAULT_GOAL := help
.PHONY: help grade check watch lab test test-slow test-all test-nightly format lint release \
	translations audit audit-check bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

grade: $(CORE) ## grade a class: SUBMISSIONS=examples/class OUT=grades JOBS=cores ONLY=names
	$(BIN)/autograder grade "$(SUBMISSIONS)" --out "$(OUT)" --jobs $(JOBS) $(only)

check: $(CORE) ## check your own exercises/ (ONLY=softmax for one function)
	@AUTOGRADER_AGAIN='make check ONLY={name}' $(BIN)/autograder check $(only) || test $$? -eq 1

watch: $(CORE) ## the same on every save, until q is pressed
	@$(BIN)/autograder watch $(only)

lab: $(LAB) ## open the exercises as notebooks, in JupyterLab
	cd exercises/notebooks && $(abspath $(BIN))/python -P -m jupyter lab

test: $(DEV) ## run the fast tests, or all of a part: TESTS=tests/worker
	$(PYTEST) $(or $(TESTS),-m "not slow")

test-slow: $(DEV) ## run the other tests: browsers, JupyterLab, all versions, kills
	$(PYTEST) -m "slow and not nightly"

test-all: $(DEV) ## run both
	$(PYTEST)

test-nightly: $(DEV) ## try right versions under 50 seeds
	$(PYTEST) -m nightly

format: $(DEV) ## format the code
	$(BIN)/ruff format .

lint: $(DEV) ## formatting, style, types, stubs and translations that are up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/autograder release --check
	$(BIN)/python -P -m autograder.authoring.examples --check
	$(BIN)/python -P -m autograder.authoring.translations --check

release: $(DEV) ## make the stubs in exercises/ from solutions/, and students' examples
	$(BIN)/autograder release
	$(BIN)/python -P -m autograder.authoring.examples

translations: $(DEV) ## bring what students read together with its translations
	$(BIN)/python -P -m autograder.authoring.translations

audit: $(CORE) ## try every property on right and wrong versions; writes docs/audit.md
	$(BIN)/autograder audit --page docs/audit.md

audit-check: $(CORE) ## fail if docs/audit.md is not what make audit would write
	$(BIN)/autograder audit --check docs/audit.md

bench: $(DEV) ## measure what the README quotes; writes benchmarks/RESULTS.md
	$(BIN)/python benchmarks/run.py

clean: ## remove what the other targets made, the virtual environment included
	rm -rf $(VENV) grades .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip and uv look for packages in all indexes alike, and take the newest build.
ifeq ($(UV),)
make-venv = $(PYTHON) -m venv $(VENV) && $(install) 'pip>=25.1' # shows a bar while it installs
install = $(BIN)/python -m pip install --disable-pip-version-check $(PIP_EXTRA)
else
make-venv = $(UV) venv --allow-existing --seed --python $(PYTHON) $(VENV)
install = $(UV) pip install --python $(BIN)/python --index-strategy unsafe-best-match $(PIP_EXTRA)
endif

$(CORE): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is not Python 3.11 or newer; say which one is: make PYTHON=python3.12 ..."; \
		exit 1; }
	@echo "Installing autograder and PyTorch into $(VENV): 0.25 GB to download, 1 GB on disk, one to ten minutes."
	@test -n "$(PIP_EXTRA)" || test "$$(uname)" != Linux || echo \
		"(PyPI's PyTorch for Linux has 3 GB more, for graphics cards; README.md says how to do without.)"
	$(make-venv)
	$(install) -c constraints.txt -e .
	@touch $@

$(LAB): $(CORE)
	@echo "Installing JupyterLab into $(VENV): 0.1 GB to download, one minute."
	$(install) -c constraints.txt -e '.[lab]'
	@touch $@

$(DEV): $(CORE)
	@echo "Installing what the tests need into $(VENV): 0.2 GB to download, 0.8 GB on disk, one to five minutes."
	$(install) -c constraints.txt -e '.[dev]'
	@touch $@
