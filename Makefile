# Everything people and CI run. Needs Python 3.11 or newer, make and a package index.
#
# Stamp files in the virtual environment make a second run quick; `make clean` forgets them.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
SOURCES := $(shell find src -type f ! -name '*.pyc')

ENTRIES ?= examples/entries.csv
RESULT ?= out/entries-assessed.csv
WHEEL_LIMIT_MB = 15
# The library of official exports, for the targets that rebuild the shipped tables and for the tests that read it.
KANZEI_SHARED ?= ../shared
PROCESSES ?= 2
BULK_LINES ?= 100000000

# An environment that already has everything also serves the demo.
READY := $(if $(wildcard $(VENV)/.dev),$(VENV)/.dev,$(VENV)/.base)

.DEFAULT_GOAL := help
.PHONY: help demo test check long bench bench-bulk wheel law schedule chapter sets pages docs clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(READY)  ## set up, assess the shipped entries, show the summary and where the result lies
	@mkdir -p $(dir $(RESULT))
	@rm -f $(RESULT)
	@echo "kanzei assess $(ENTRIES) -o $(RESULT)"
	@$(BIN)/kanzei assess $(ENTRIES) -o $(RESULT); code=$$?; test $$code -le 1 || exit $$code; \
	test -s $(RESULT) || { echo "no result was written to $(RESULT)"; exit 2; }

test: $(VENV)/.dev  ## set up, then lint, types and the whole suite: what CI runs
	@$(MAKE) -s --no-print-directory check
	@$(BIN)/python -m pytest -n $(PROCESSES)

check: $(VENV)/.dev  ## lint, format and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

long: $(VENV)/.dev  ## the runs that take minutes
	$(BIN)/python -m pytest -n $(PROCESSES) -m long --hypothesis-profile=long
	$(BIN)/python -m tests.mutation -o docs/reference/mutation.md --processes $(PROCESSES)

bench: $(VENV)/.dev $(VENV)/.bulk  ## cold start as a ratio to `import numpy`, lines a second, panels, bulk work at a small size
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/assess_lines.py
	$(BIN)/python benchmarks/panel.py
	$(BIN)/python -m benchmarks.impact.partial
	$(BIN)/python -m benchmarks.bulk.run --quick

bench-bulk: $(VENV)/.dev $(VENV)/.bulk  ## bulk work at full size, an hour or so: figures, picture and pages
	$(BIN)/python -m benchmarks.bulk.kernels
	$(BIN)/python -m benchmarks.bulk.run --lines $(BULK_LINES)
	$(BIN)/python -m benchmarks.bulk.plot
	$(BIN)/python -m benchmarks.bulk.page

wheel: $(VENV)/.venv  ## build the wheel, print its size; fails above 15 MB
	@rm -rf dist
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .
	@$(BIN)/python tools/check_wheel.py dist/*.whl --limit-mb $(WHEEL_LIMIT_MB)

law: $(VENV)/.dev  ## check the instrument files and compile the book the package ships
	$(BIN)/python tools/build_claims.py
	$(BIN)/python tools/build_programs.py --words
	$(BIN)/python tools/build_adcvd_scopes.py
	$(BIN)/python tools/build_law.py
	$(BIN)/python tools/build_jp_law.py

schedule: $(VENV)/.dev  ## rebuild the schedule's table from the official exports in $KANZEI_SHARED/hts
	$(BIN)/python tools/build_countries.py $(KANZEI_SHARED)/trade
	KANZEI_SHARED=$(KANZEI_SHARED) $(BIN)/python tools/build_schedule.py

chapter: $(VENV)/.dev  ## rebuild the facts of the official Chapter 99 from $KANZEI_SHARED/hts and $KANZEI_SHARED/law/official
	KANZEI_SHARED=$(KANZEI_SHARED) $(BIN)/python tools/build_chapter99.py

sets: $(VENV)/.dev  ## rebuild the code lists beside the instruments from $KANZEI_SHARED/law/lists
	KANZEI_SHARED=$(KANZEI_SHARED) $(BIN)/python tools/build_sets.py
	$(BIN)/python tools/build_jp_lines.py $(KANZEI_SHARED)/law

pages: $(VENV)/.dev  ## rewrite the reference page and the outputs shown in README.md from the program itself
	$(BIN)/python tools/build_reference.py
	$(BIN)/python tools/build_coverage.py
	$(BIN)/python tools/build_jp_page.py
	@mkdir -p out && rm -f out/assessed.csv out/assessed.parquet out/panel.csv
	$(BIN)/python tools/refresh_examples.py README.md docs/tutorial.md docs/how-to/*.md

docs: $(VENV)/.docs  ## build the documentation site into out/site; a broken link fails
	@$(BIN)/python tools/check_links.py
	@$(BIN)/python tools/build_site.py

clean:  ## remove the environment and what was built
	rm -rf $(VENV) dist build out .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.venv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found: install it, or run make PYTHON=/path/to/python3"; exit 2; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	echo "The venv module is incomplete: on Debian and Ubuntu install python3-venv"; exit 2; }
	@touch $@

$(VENV)/.base: $(VENV)/.venv pyproject.toml $(SOURCES)
	@echo "Installing Kanzei"
	@$(PIP) .
	@touch $@

$(VENV)/.dev: $(VENV)/.venv pyproject.toml
	@echo "Installing Kanzei with everything its tests need"
	@$(PIP) -e '.[dev,excel,memo,plot,names]'
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.docs: $(VENV)/.venv pyproject.toml
	@echo "Installing Kanzei with what the documentation site needs"
	@$(PIP) -e '.[docs]'
	@touch $@

$(VENV)/.bulk: $(VENV)/.dev
	@echo "Installing what the bulk benchmarks compare with"
	@$(PIP) 'numba>=0.60' 'duckdb>=1.1' 'polars>=1.0'
	@touch $@
