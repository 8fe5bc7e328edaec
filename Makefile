# make run      a running bot on http://127.0.0.1:8000
# make test     linters and the whole suite, with everything they need
# make install  the virtual environment only
# make bench    the figures in docs/operations.md
# make lock     pin requirements*.in anew

SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet
HASH = $(shell cat $(1) | cksum | cut -d' ' -f1)
RUN_STAMP := .venv/.run-$(call HASH,requirements.txt)
TEST_STAMP := .venv/.test-$(call HASH,requirements-dev.txt)
WORKERS ?= 3

.PHONY: run install test lint suite bench lock services

run: install
	@exec .venv/bin/python -m bot run

install: $(RUN_STAMP)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Thiếu Python 3.11 trở lên (Python 3.11+ is missing)." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Không tạo được .venv: cài gói python3-venv (install python3-venv)." >&2; exit 1; }

$(RUN_STAMP): .venv/bin/python requirements.txt
	@$(PIP) install --require-hashes -r requirements.txt || { echo "Không cài được requirements.txt: kiểm tra mạng (check the network)." >&2; exit 1; }
	@rm -f .venv/.run-* && touch $@

$(TEST_STAMP): .venv/bin/python requirements-dev.txt
	@$(PIP) install --require-hashes -r requirements-dev.txt || { echo "Không cài được requirements-dev.txt: kiểm tra mạng (check the network)." >&2; exit 1; }
	@rm -f .venv/.test-* && touch $@

services:
	@bash tests/services.sh

lint: $(TEST_STAMP)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

suite: $(TEST_STAMP) services
	.venv/bin/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-branch --cov-report=term

test: lint suite

bench: $(TEST_STAMP) services
	.venv/bin/python -m bench

lock:
	uv pip compile -q --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header requirements.in -o requirements.txt
	uv pip compile -q --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt
