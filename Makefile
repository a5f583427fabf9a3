# Everything is installed beside the code, in .venv, from the locks in requirements/. Nothing else on the machine changes.

PYTHON  ?= python3
ARGS    ?=
VENV    := .venv
BIN     := $(VENV)/bin
DEMO    := demo
LOWEST  := .venv-lowest
# Two processes; the tests of a file share one, and so what they need is made once. They come as tests/conftest.py says.
WORKERS := --numprocesses 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo desk coalition venv venv-all test test-spark check lint types layers sql docs notebooks sbom audit test-lowest lock clean

PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

help: ## Show what there is to make
	@echo "finpath: payment records in, explained referrals out."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  Another Python:        make venv PYTHON=python3.12"
	@echo "  Options for pytest:    make test ARGS='-n 4 tests/rules'"

demo: $(VENV)/run.stamp ## Make a synthetic coalition, run finpath on it, name the page to open
	@mkdir -p $(DEMO)
	@rm -rf $(DEMO)/contributions $(DEMO)/truth.csv $(DEMO)/key
	@$(BIN)/finpath synth $(DEMO)/contributions --seed 7
	@$(BIN)/finpath keys new $(DEMO)/key
	@env -u FINPATH_KEY FINPATH_KEY_FILE=$(DEMO)/key $(BIN)/finpath run $(DEMO)/contributions --out $(DEMO)/run --force

desk: demo $(VENV)/dev.stamp ## Show a case desk with the demo's run, three people and a decided case
	@rm -rf $(DEMO)/desk
	@$(BIN)/finpath desk demo $(DEMO)/run --home $(DEMO)/desk

coalition: $(VENV)/dev.stamp ## Play the day of a coalition: from a public report to two desks whose cases meet, and are purged
	@$(BIN)/python -m examples.coalition $(DEMO)/coalition

venv: $(VENV)/dev.stamp ## Install finpath and all tools for working on it into .venv

venv-all: $(VENV)/ftm.stamp $(VENV)/spark.stamp ## Besides, what a few tests need: a C++ compiler and ICU must be there

test: $(VENV)/dev.stamp ## Run the tests
	@$(BIN)/python -m pytest $(WORKERS) $(ARGS)

test-spark: $(VENV)/spark.stamp ## Run the tests on Spark, also on workers of which one is killed; needs Java 17
	@FINPATH_REQUIRE=$${FINPATH_REQUIRE:+$$FINPATH_REQUIRE,}spark $(BIN)/python -m pytest -m spark $(WORKERS) $(ARGS)

check: lint types layers sql ## Check style, types, the order of the steps, and the SQL

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev.stamp
	$(BIN)/mypy

layers: $(VENV)/dev.stamp
	$(BIN)/lint-imports --no-logo --no-cache

sql: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q tests/test_portable.py

docs: $(VENV)/dev.stamp ## Build the documentation as a site, build/site/index.html
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -W error -m mkdocs build --quiet --strict
	@echo "Open build/site/index.html"

notebooks: $(VENV)/dev.stamp ## Run the notebooks, and keep what they show in build/notebooks
	@mkdir -p build/notebooks
	@cd build/notebooks && for each in $(basename $(notdir $(wildcard notebooks/*.py))); do \
		echo "Running $$each"; \
		$(CURDIR)/$(BIN)/jupytext --quiet --to ipynb --output $$each.ipynb $(CURDIR)/notebooks/$$each.py || exit 1; \
		$(CURDIR)/$(BIN)/jupyter-execute --inplace $$each.ipynb || exit 1; done
	@echo "Open build/notebooks/*.ipynb"

sbom: $(VENV)/dev.stamp ## Write what finpath is made of, by name, version and hash: build/finpath.cdx.json
	@mkdir -p build
	@$(BIN)/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --output-reproducible \
		--of JSON -o build/finpath.cdx.json requirements/run.lock
	@echo "Wrote build/finpath.cdx.json"

audit: $(VENV)/dev.stamp ## Look the locked versions up among known weaknesses; needs a network
	@$(BIN)/pip-audit --strict --progress-spinner off --require-hashes --disable-pip --requirement requirements/run.lock

test-lowest: $(VENV)/dev.stamp ## Run the tests on the lowest versions that pyproject.toml allows
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(LOWEST)
	@$(BIN)/uv pip compile --quiet --resolution lowest-direct --python $(LOWEST) pyproject.toml $(EXTRAS) --extra spark \
		--output-file $(LOWEST)/lowest.txt
	@$(BIN)/uv pip install --quiet --python $(LOWEST) -r $(LOWEST)/lowest.txt --group build --group test
	@$(BIN)/uv pip install --quiet --python $(LOWEST) --no-deps --no-build-isolation --editable .
	@$(LOWEST)/bin/python -m pytest -p no:cacheprovider $(WORKERS) $(ARGS)

lock: $(VENV)/dev.stamp ## Write the locks anew (all versions up: make lock ARGS=--upgrade)
	@$(call LOCK,pip) --group pip
	@$(call LOCK,run) pyproject.toml --group build
	@$(call LOCK,dev) pyproject.toml $(EXTRAS) --group dev --constraint requirements/pip.lock --constraint requirements/run.lock
	@$(call LOCK,ftm) --group ftm --constraint requirements/dev.lock
	@$(call LOCK,spark) --group spark --constraint requirements/dev.lock

clean: ## Remove results, builds and caches; the environments stay
	@rm -rf $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find finpath tests -name __pycache__ -type d -prune -exec rm -rf {} +

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(ARGS) --output-file requirements/$(1).lock

# Of finpath's own extras, those that its tests need.
EXTRAS = --extra bundle --extra desk-oidc --extra desk-postgres --extra evaluation --extra intake --extra notebook --extra statements

# For a run, modules are compiled when they are first imported: half the time to install. For development at once, on all
# cores, since a warning of the compiler in somebody else's module would fail the test that happens to import it first.
COMPILE = $(if $(filter-out run,$*),$(BIN)/python -W ignore -m compileall -qq -j 0 $(VENV)/lib || true)

# A stamp is newer than what it was made from: the lock, and pyproject.toml for the command `finpath`.
$(VENV)/%.stamp: requirements/%.lock pyproject.toml | $(VENV)/pip.stamp
	@echo "Installing what requirements/$*.lock names into $(VENV). This takes a minute."
	@$(PIP) install --no-compile --require-hashes --requirement requirements/$*.lock
	@$(COMPILE)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ftm.stamp $(VENV)/spark.stamp: | $(VENV)/dev.stamp

# First a pip of our own choice. It asks the same indexes as any other on this machine, in the same way.
$(VENV)/pip.stamp: requirements/pip.lock | $(BIN)/pip
	@$(PIP) install --require-hashes --requirement requirements/pip.lock
	@touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "finpath needs Python 3.11 or newer. Here, $(PYTHON) is $(FOUND)."; \
		echo "On Debian and Ubuntu:  sudo apt install python3 python3-venv"; \
		echo "If another is there:   make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "finpath is installed into an environment of its own, but $(PYTHON) has no venv or no pip to make one."; \
		echo "On Debian and Ubuntu:  sudo apt install $(VENV_PACKAGE)"; \
		echo "On Fedora and RHEL:    sudo dnf install python3-pip"; \
		echo "Then once more:        make $(MAKECMDGOALS)"; exit 1; } >&2
	@$(PYTHON) -m venv $(VENV)

FOUND        = $$(command -v $(PYTHON) >/dev/null && $(PYTHON) --version 2>&1 || echo missing)
VENV_PACKAGE = $(if $(filter python3.%,$(notdir $(PYTHON))),$(notdir $(PYTHON)),python3)-venv
