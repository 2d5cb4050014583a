# make demo   the shipped issue, sent to an inbox on this machine (needs Python >= 3.11 and make)
# make test   everything the tests need, then the tests
# make        check + test; CI also runs the demo and the built package
.DEFAULT_GOAL := all
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: all install demo test check golden bench browser pictures clean

all: check test

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "newsletter-composer needs Python 3.11 or newer as '$(PYTHON)'; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# Two stamps, so that somebody who only wants to see it waits for nothing a developer needs.
$(VENV)/.run: $(VENV)/.made pyproject.toml
	@echo "installing newsletter-composer into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run pyproject.toml
	@echo "installing what the tests need into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev --editable .
	@touch $@

install: $(VENV)/.dev
	@if [ -d .git ]; then $(BIN)/pre-commit install >/dev/null || true; fi

demo: $(VENV)/.run
	@$(BIN)/newsletter demo

test: $(VENV)/.dev browser
	@$(BIN)/pytest -n auto

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/codespell
	@$(BIN)/validate-pyproject pyproject.toml

golden: $(VENV)/.dev
	@$(BIN)/pytest tests/test_golden.py tests/edition/test_plaintext.py --renew-golden
	@git --no-pager diff --stat -- tests/golden || true

pictures: $(VENV)/.dev browser
	@$(BIN)/python docs/pictures/take.py

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.render

# Debian's chromium, when it can be had without asking anybody anything.
browser:
	@command -v chromium >/dev/null 2>&1 && exit 0; \
	command -v apt-get >/dev/null 2>&1 || { echo "no chromium here: browser tests will not run" >&2; exit 0; }; \
	if [ "$$(id -u)" = 0 ]; then sudo=; \
	elif sudo -n true 2>/dev/null; then sudo="sudo -n"; \
	else echo "no chromium here, and no right to install it: browser tests will not run" >&2; exit 0; fi; \
	echo "installing chromium for the browser tests ..."; \
	export DEBIAN_FRONTEND=noninteractive; \
	{ $$sudo apt-get update -qq && $$sudo apt-get install -y -qq chromium fonts-liberation fonts-noto-core; } >/dev/null 2>&1 </dev/null || \
	  echo "chromium could not be installed: browser tests will not run" >&2

clean:
	@rm -rf $(VENV) out dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
