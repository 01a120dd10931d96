# Union Office: `make run` serves an office, `make test` proves that it works.

PORT ?= 8501
WORKERS ?= 2
BENCH_MEMBERS ?= 178000
export PORT OFFICE_HOME DATABASE_URL CHROMIUM PYTHON
# Where this is set, every start of a server compiles every module anew.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
# Compiled when first used: compiling everything at once takes longer than fetching it.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# Each stamp is as new as the requirements that were last installed.
MADE := .venv/made.stamp
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
BENCH := .venv/bench.stamp
BROWSER := .venv/browser.stamp
# Tests that say at once what is amiss with the sources.
LAWS := tests/test_architecture.py tests/test_language.py
CHECKS := types format-checked lint contracts laws
# The checks use all processors; each says what it has to say in one piece.
SIDE_BY_SIDE := $(MAKE) --no-print-directory --jobs=$(WORKERS) \
	$(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
CATALOGUE := locale/zh_CN/LC_MESSAGES/messages

.DEFAULT_GOAL := help
.PHONY: help run demo test tests types-beside check $(CHECKS) bench locale migration format clean

help:
	@echo "make run      serve the office on port $(PORT); data lie in office-home"
	@echo "make demo     serve a sample office to look around in"
	@echo "make test     run every check and test"
	@echo "make check    run the checks only: format, lint, types, architecture, language"
	@echo "make bench    measure speed; see bench/README.md"
	@echo "make migration NAME='add a column'   draft the tables' next change"
	@echo "make locale   gather the texts, merge and compile the translations"

run: $(RUN)
	$(BIN)/python manage.py serve

demo: $(RUN)
	$(BIN)/python manage.py demo

test: $(DEV)
	+$(SIDE_BY_SIDE) $(filter-out types,$(CHECKS)) $(BROWSER)
	+$(MAKE) --no-print-directory --jobs=2 types-beside tests

tests: $(DEV) $(BROWSER)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(LAWS:%=--ignore=%) $(TESTS)

# Types are looked at while tests wait for something; the tests come first.
types-beside: $(DEV)
	nice -n 5 $(BIN)/mypy

check: $(DEV)
	+$(SIDE_BY_SIDE) $(CHECKS)

types: $(DEV)
	$(BIN)/mypy

laws: $(DEV)
	$(BIN)/python -m pytest -q $(LAWS)

format-checked: $(DEV)
	$(BIN)/ruff format --check .

lint: $(DEV)
	$(BIN)/ruff check .

contracts: $(DEV)
	$(BIN)/lint-imports --no-cache

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(BENCH)
	$(BIN)/python -m bench --members $(BENCH_MEMBERS)

locale: $(DEV)
	$(BIN)/python -m tests.ground.catalogue

migration: $(DEV)
	$(BIN)/python -m db.migrations.draft "$(NAME)"
	$(BIN)/ruff format -q db/migrations/versions

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache bench/out

$(MADE):
	deploy/make-venv .venv
	touch $@

$(RUN): requirements.txt $(MADE)
	$(INSTALL) -r $<
	touch $@

$(DEV): requirements-dev.txt requirements.txt $(MADE)
	$(INSTALL) -r $<
	touch $(RUN) $@

$(BENCH): bench/requirements.txt $(DEV)
	$(INSTALL) -r $<
	touch $@

$(BROWSER): $(DEV) deploy/get-chromium
	deploy/get-chromium $(BIN)/python
	touch $@
