PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# Only errors: what a first-time reader can act on.
PIP := $(PY) -m pip -qq --disable-pip-version-check --no-input

UV_VERSION := 0.13.9
UV := build/uv/bin/uv
COMPILE := $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
	pyproject.toml --group build

.DEFAULT_GOAL := help
.PHONY: help demo chat test format lint audit messages train bench pictures lock clean runtime dev

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: runtime ## Try it with invented people: the web page on 127.0.0.1:8080
	@$(PY) -m bot demo

chat: runtime ## The same conversations in this terminal
	@$(PY) -m bot chat

test: lint ## Everything a change must pass: lint, then the tests
	@$(PY) -m pytest -n auto --dist worksteal

format: dev ## Lay the code out and put imports in order
	@$(PY) -m ruff check -q --select I --fix .
	@$(PY) -m ruff format -q .

lint: dev ## Layout, style, types, imports, container files
	@$(PY) -m ruff format -q --check . || { echo "Not laid out; 'make format' does it."; exit 1; }
	@$(PY) -m ruff check -q .
	@$(PY) -m mypy --no-error-summary
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }
	@$(BIN)/yamllint --strict .yamllint compose.yaml
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/docker-compose --env-file /dev/null config --quiet --no-interpolate

audit: dev ## Look for known holes in what runs in production; asks PyPI
	@$(PY) .ci/audit.py $(BIN)/pip-audit -r requirements.lock --require-hashes --disable-pip \
		--progress-spinner off --format json

messages: dev ## Collect new sentences from the code into the catalogues
	@mkdir -p build
	@$(BIN)/pybabel -q extract --no-default-keywords -k Text --no-location --sort-by-file \
		-o build/messages.pot bot handlers storage domain
	@$(BIN)/pybabel -q update -i build/messages.pot -d locales --no-fuzzy-matching \
		--ignore-obsolete --ignore-pot-creation-date -w 100

train: $(VENV)/.train ## Learn anew from the examples of how people ask (locales/*/examples)
	@$(PY) -m benchmarks.understanding.train

bench: $(VENV)/.bench ## Measure what is claimed about speed, and draw it
	@$(PY) -m benchmarks

pictures: dev ## Take the README's screenshots anew
	@$(PY) -m tests.screenshots

lock: $(UV) ## Renew the locks after a change in pyproject.toml (UPGRADE=1: newest versions)
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) --group bench -c requirements-dev.lock -o requirements-bench.lock
	@$(COMPILE) --group train -c requirements-dev.lock -o requirements-train.lock

clean: ## Remove everything that can be made again; data stays
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime: $(VENV)/.runtime
dev: $(VENV)/.dev

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "An Sinh needs Python 3.11 or newer, and '$(PYTHON)' is not." \
			"Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make environments. On Debian or Ubuntu:" \
			"apt install python3-venv" >&2; exit 1; }
	@echo "Creating the environment (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "Installing what An Sinh needs ..."
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# A superset of the runtime, so the demo after the tests has nothing left to install.
$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/.made
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.runtime $@

# Large, and the same versions for everybody, so that the same examples give the same file.
$(VENV)/.train: requirements-train.lock $(VENV)/.dev
	@echo "Installing what learning needs (200 MB) ..."
	@$(PIP) install --require-hashes -r $<
	@touch $@

# The bots that ours stands beside, and what draws the plots.
$(VENV)/.bench: requirements-bench.lock $(VENV)/.dev
	@echo "Installing what measuring needs ..."
	@$(PIP) install --require-hashes -r $<
	@touch $@

$(UV):
	@$(PYTHON) -m venv build/uv
	@build/uv/bin/python -m pip -qq --disable-pip-version-check install uv==$(UV_VERSION)
