# The only door to every task: `make run`, `make test`, `make screens`, `make pictures`, `make bench`, `make search`, `make soak`.
PY ?= python3.11
V := .venv/bin
# With this set, every start would compile all modules again.
export PYTHONDONTWRITEBYTECODE =
export PYTHONPATH := $(CURDIR)

.PHONY: run test lint types imports migrations messages translations unit screens pictures bench search soak lock clean

run: .venv/.run
	@$(V)/python -m prazo run --demo

# What is looked at first shares the cores; each says all it has to say at once.
test: .venv/.dev
	@$(MAKE) --no-print-directory -j 2 -O types lint imports migrations tests/setup/.done var/test/.read
	@$(MAKE) --no-print-directory unit

lint:
	$(V)/ruff check . && $(V)/ruff format --check .

types:
	PRAZO_WITHOUT_DATABASE=1 $(V)/mypy

imports:
	$(V)/lint-imports

migrations:
	$(V)/python -m tests.home

# What the code says now, into prazo/locale/*/LC_MESSAGES/django.po.
messages:
	$(V)/python -m tests.translate

translations:
	$(V)/python -m pytest tests/test_translations.py

# Three for two cores: each waits for its servers half of the time.
unit: tests/setup/.done
	$(V)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --durations 12 -rfE --tb=short --show-capture=no

tests/setup/.done: tests/setup/machine.sh
	bash tests/setup/machine.sh && touch $@

# Every file of tests can be read. What pytest makes of each is kept for the three of `unit`, and the
# first of them finds its database at work.
var/test/.read: $(shell find tests -name "*.py") | migrations
	@PYTEST_XDIST_WORKER=gw0 $(V)/python -m pytest --collect-only -qq >var/test/read.log || { cat var/test/read.log; exit 1; }
	@touch $@

# Pictures of every screen, light, dark and narrow, into var/screens.
screens: tests/setup/.done
	SCREENS=1 $(V)/python -m pytest -m browser

# README's pictures anew, from a demo that runs (`make run` beside it).
pictures: tests/setup/.done
	$(V)/python -m tests.pictures

bench: .venv/.dev
	$(V)/python -m bench $(if $(PEERS),--peers)

# Tests of properties with new examples, fifty times as many; nothing else.
search: .venv/.dev
	TRIES_WIDER=50 $(V)/python -m pytest -n 2 -m hypothesis

soak: .venv/.dev
	$(V)/python -m pytest -m slow -n 2
	$(V)/python -m tests.soak

.venv/bin/uv: uv.txt
	test -x $(V)/python || $(PY) -m venv .venv
	$(V)/python -m pip install -q --disable-pip-version-check -r uv.txt

.venv/.run: requirements.lock | .venv/bin/uv
	$(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements.lock
	touch $@

.venv/.dev: requirements-dev.lock | .venv/bin/uv
	$(V)/uv pip install -q --python $(V)/python --require-hashes -r requirements-dev.lock
	touch $@ .venv/.run

lock: | .venv/bin/uv
	$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.lock
	$(V)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group dev -o requirements-dev.lock

# A server whose folder is gone takes the next one's socket with it when it ends.
clean:
	-for home in var var/bench var/soak var/test/*; do PRAZO_HOME=$$home $(V)/python -m prazo stop; done
	rm -rf var .venv
