# Two commands matter: `make run` serves the dashboard, `make test` proves it. Both set up what they need.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: lock sbom audit lake run test pytest test-nightly attack lint bench bench-quick clean

run: $(VENV)/run.stamp          ## serve the dashboard on port 8501, with the sample council at the first start
	$(BIN)/python serve.py

test: $(VENV)/test.stamp        ## everything: style, floors, queries, intake, pages, browser
	@$(MAKE) --no-print-directory -j 2 lint pytest

# Three workers on two cores: while one waits for its browser or server, the others work.
pytest: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-nightly: $(VENV)/test.stamp ## the properties alone, with twenty times as many examples, and new ones each night
	NIGHTLY=1 $(BIN)/python -m pytest -n 3 -m 'hypothesis or nightly'

# What SECURITY.md promises, tried: strangers and forged tokens at real servers on loopback. All of it is part of `make test` too.
ATTACKS := tests/attack tests/access tests/data/test_audit.py tests/data/test_backup.py tests/data/test_drop_folder.py \
           tests/data/test_intake_apart.py tests/data/test_intake_robust.py tests/data/test_intake_personal.py \
           tests/data/test_sentences.py tests/data/test_store_unwritable.py tests/exhibits/demand/test_small_numbers.py \
           tests/exhibits/channels/test_small_areas.py

attack: $(VENV)/test.stamp      ## the promises of SECURITY.md, each tried; the names of the tests say which
	$(BIN)/python -m pytest -n 2 --dist loadfile -v --no-header $(ATTACKS)

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(VENV)/bench.stamp      ## speed, as ratios within one run, beside a peer; never fails a build
	$(BIN)/python -m tests.bench

bench-quick: $(VENV)/bench.stamp ## the same with fewer rounds and rows
	$(BIN)/python -m tests.bench --quick

# Several servers on this machine alone: PostgreSQL with a catalogue, two dashboards over one lake, a proxy. Ctrl+C stops all.
lake: $(VENV)/lake.stamp        ## two dashboards over one lake behind a proxy on http://127.0.0.1:8500, with the sample council
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { $(SUDO) apt-get update -q && \
	    $(SUDO) apt-get install -qy postgresql; } || { echo "PostgreSQL cannot be installed here: make lake needs it." >&2; exit 1; }
	@command -v caddy >/dev/null || command -v nginx >/dev/null || { $(SUDO) apt-get update -q; $(SUDO) apt-get install -qy caddy; } || \
	    $(SUDO) apt-get install -qy nginx-light || { echo "Neither Caddy nor nginx can be installed here: make lake needs one." >&2; exit 1; }
	@$(BIN)/python -m tests.bench.lake

clean:
	rm -rf $(VENV) build

# After a change of a pin: every package with the hashes of its files, for each system and Python.
lock: $(VENV)/release.stamp
	for each in requirements requirements-ducklake; do \
	  printf '%s\n' "# Made by make lock: what $$each.txt needs and all that comes along, with the hashes of each file that may be installed." > $$each.lock; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --no-emit-index-url -c constraints.txt $$each.txt >> $$each.lock || exit 1; done

sbom: $(VENV)/release.stamp     ## the list of all parts, in the form of CycloneDX: build/sbom.json
	mkdir -p build
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --of JSON -o build/sbom.json requirements.lock

audit: $(VENV)/release.stamp    ## known weaknesses of the parts; asks a service on the internet
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.lock || { echo "The audit did not pass. Either packages\
	 named above have known weaknesses, or the service could not be asked about all of them (could not be audited, connection):\
	 then nothing is known of the rest. Run it again where the service can be reached." >&2; exit 1; }

$(VENV)/run.stamp: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/lake.stamp: requirements-ducklake.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ducklake.lock
	touch $@

$(VENV)/bench.stamp: requirements-bench.txt $(VENV)/test.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@

$(VENV)/release.stamp: requirements-release.txt constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-release.txt
	touch $@

# The browser tests drive the system's own Chromium, without the browser around the page where there is such a build, and
# Safari's engine on a screen that nobody sees.
# Without what Debian recommends beside them (printers, codecs, speech): that would be more than half of all packages.
LEAN = -qy --no-install-recommends
TOOLS = chromium-headless-shell WebKitWebDriver Xvfb pdftotext
$(VENV)/test.stamp: requirements-dev.txt $(VENV)/run.stamp Makefile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	for tool in $(TOOLS); do command -v $$tool >/dev/null || missing=1; done; [ -z "$$missing" ] || { $(SUDO) apt-get update -q && \
	    $(SUDO) apt-get install $(LEAN) webkit2gtk-driver xvfb xauth libgl1-mesa-dri poppler-utils fonts-liberation && { \
	    $(SUDO) apt-get install $(LEAN) chromium-headless-shell || $(SUDO) apt-get install $(LEAN) chromium; }; }
	touch $@

# Debian ships venv apart from Python.
$(VENV)/bin/python:
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -qy python3-venv; }
	$(PYTHON) -m venv $(VENV)
