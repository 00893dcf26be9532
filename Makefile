# Samsyn. The two commands that matter: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
MAKEFLAGS += --jobs=2
PORT ?= 8000
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes
DEMO := instance/demo
SPREAD := -n auto --dist loadfile
FRONT_END := package.json package-lock.json tools/build_assets.py $(shell find feedback/assets -type f)
WORDS := $(wildcard translations/*/LC_MESSAGES/messages.po)

.PHONY: coverage help install install-dev assets words run demo test test-fast test-browser check bench messages lock clean

help:
	@echo "make run        start the demo on http://127.0.0.1:$(PORT)"
	@echo "make test       every test (browser tests too where chromium is installed)"
	@echo "make test-fast  the tests of rules, without database or browser, for work"
	@echo "make check      style, types, import contracts, sizes, stale translations"
	@echo "make bench      measurements (docs/performance)"

$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt

.venv/installed: $(BIN)/uv requirements/build.txt pyproject.toml
	$(UV) --compile-bytecode -r requirements/build.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q feedback
	@touch $@

.venv/installed-dev: .venv/installed requirements/dev.txt
	$(UV) -r requirements/dev.txt
	@touch $@

feedback/static/manifest.json: .venv/installed $(FRONT_END)
	$(BIN)/python tools/build_assets.py
	@touch $@

.venv/words: .venv/installed $(WORDS)
	$(BIN)/pybabel --quiet compile --use-fuzzy -d translations
	@touch $@

install: .venv/installed feedback/static/manifest.json .venv/words
install-dev: install .venv/installed-dev
assets: feedback/static/manifest.json
words: .venv/words

$(DEMO)/ready: | .venv/installed
	rm -rf $(DEMO)
	FEEDBACK_INSTANCE=$(DEMO) $(BIN)/feedback init-db
	FEEDBACK_INSTANCE=$(DEMO) $(BIN)/feedback demo
	@touch $@

demo: install
	rm -rf $(DEMO)
	$(MAKE) $(DEMO)/ready

run: install $(DEMO)/ready
	FEEDBACK_INSTANCE=$(DEMO) $(BIN)/feedback init-db
	@echo "Samsyn runs on http://127.0.0.1:$(PORT) (stop with Ctrl-C)"
	FEEDBACK_INSTANCE=$(DEMO) FEEDBACK_DEMO_ENTRY=1 FEEDBACK_SECURE_COOKIES=0 $(BIN)/feedback serve --port $(PORT)

test: install-dev
	$(BIN)/python -m pytest $(SPREAD)

coverage: install-dev
	$(BIN)/python -m pytest $(SPREAD) --cov --cov-report=
	$(BIN)/python tools/check_coverage.py

test-fast: install-dev
	$(BIN)/python -m pytest $(SPREAD) tests/unit

test-browser: install-dev
	$(BIN)/python -m pytest -m browser

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_sizes.py
	$(BIN)/python tools/check_words.py

bench: install-dev
	$(BIN)/python -m pytest -m performance -p no:cacheprovider -s tests/performance

messages: install
	$(BIN)/python tools/update_words.py

lock: $(BIN)/uv
	for name in uv node runtime build dev; do \
		$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
			--no-annotate --no-header requirements/$$name.in -o requirements/$$name.txt; \
	done

clean:
	rm -rf .venv node_modules feedback/static build $(DEMO)
