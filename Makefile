# Two commands matter: `make run` serves the dashboard, `make test` proves it. Both set up what they need.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: run test test-nightly lint bench clean

run: $(VENV)/run.stamp          ## serve the dashboard on port 8501, with the sample council at the first start
	$(BIN)/python serve.py

# Three workers on two cores: while one waits for its browser or server, the others work.
test: $(VENV)/test.stamp lint   ## everything: style, floors, queries, intake, pages, browser
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-nightly: $(VENV)/test.stamp ## the properties alone, with twenty times as many examples, and new ones each night
	NIGHTLY=1 $(BIN)/python -m pytest -n 3 -m hypothesis

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy --num-workers 2

bench: $(VENV)/test.stamp       ## speed, as ratios within one run; never fails a build
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) build

$(VENV)/run.stamp: requirements.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	touch $@

# The browser tests drive the system's own Chromium.
$(VENV)/test.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	command -v chromium >/dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -qy chromium; }
	touch $@

# Debian ships venv apart from Python.
$(VENV)/bin/python:
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -qy python3-venv; }
	$(PYTHON) -m venv $(VENV)
