# Each target makes what it needs: a virtual environment in .venv the first time, nothing the second time.
# Needs python3 (3.11 or newer, with venv) and make. Another Python: make test PYTHON=python3.13

PYTHON ?= python3
ARGS   ?=
VENV   := .venv
PY     := $(VENV)/bin/python
# The versions to install; `make test-lowest` has others.
VERSIONS := constraints.txt
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check --constraint $(VERSIONS)
PYTEST := $(PY) -m pytest -n auto --maxprocesses 8

# The tests start Python some hundred times: compiled files are kept, even where the machine is set not to.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-slow test-sample test-browser test-lowest test-newest lint types docs bench mutants lock clean distclean
.NOTPARALLEL:

help:
	@echo 'make demo       solve the models of the library, print what was found, draw the figures'
	@echo 'make test       the tests, except the slow ones (one of them: make test ARGS="-k name")'
	@echo 'make test-slow  the slow ones, and the property tests with many more examples (in parts: PART=1/8 and so on)'
	@echo 'make test-browser  the page of `report` and a classroom in Chromium, where that is installed'
	@echo 'make test-lowest  the tests with the lowest versions that pyproject.toml allows'
	@echo 'make test-newest  the tests on the newest Python that is installed here'
	@echo 'make lint       ruff'
	@echo 'make types      mypy'
	@echo 'make docs       the documentation, in docs/_build/html'
	@echo 'make bench      the benchmarks'
	@echo 'make mutants    do the tests notice when an algorithm is broken? (some 15 minutes)'
	@echo 'make lock       resolve the dependencies anew into constraints.txt'
	@echo 'make clean      remove what was built; make distclean removes the environments too'

# One environment, filled in steps: whoever runs the demo does not wait for the tools of a developer.
$(VENV)/.base: pyproject.toml $(VERSIONS)
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". If another is installed: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@echo 'Setting up $(VENV): this happens once and takes a minute or two.'
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@# The build backend comes from the constraints like everything else, so the build is not isolated.
	@$(PIP) hatchling
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	@$(PIP) --no-build-isolation --editable '.[test,sensitivity,cluster,parquet]'
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	@$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@

$(VENV)/.docs: $(VENV)/.base
	@$(PIP) --no-build-isolation --editable '.[docs,cluster,sensitivity]'
	@touch $@

demo: $(VENV)/.base
	@$(PY) examples/demo.py $(ARGS)

test: $(VENV)/.test
	$(PYTEST) $(ARGS)

# Hours in all. PART=2/8 is the second of eight parts, which are the same on every machine.
PART ?= 1/1
test-slow: $(VENV)/.test
	$(PYTEST) -m "slow or hypothesis" --hypothesis-profile thorough --part $(PART) $(ARGS)

# Some of the slow ones: those that come first in an order drawn by SEED, until the time is up.
SEED    ?= 0
SECONDS ?= 90
test-sample: $(VENV)/.test
	$(PYTEST) -m slow --sample $(SEED) --seconds $(SECONDS) $(ARGS)

# The pages as they are seen and used. Without Chromium, or the parts of a classroom, that is skipped, and the reason is
# printed. CLASSROOM=all asks the classroom for all models, PAGES=all looks at the pages of all models at 50 points.
test-browser: $(VENV)/.test
	$(PYTEST) -n 0 -m slow -rs tests/report/test_page_in_browser.py tests/classroom $(ARGS)

# With the oldest Python that is here: the lowest versions were made before the newest ones.
test-lowest: build/lowest.txt
	@$(MAKE) --no-print-directory test VENV=.venv-lowest VERSIONS=$< PYTHON="$$($(PYTHON) .ci/pythons.py oldest)"

build/lowest.txt: pyproject.toml constraints.txt .ci/lowest.py
	@mkdir -p build
	@$(PYTHON) .ci/lowest.py >$@

test-newest:
	@newest=$$($(PYTHON) .ci/pythons.py newest) && \
	if [ "$$newest" = "$$($(PYTHON) -c 'import sys; print(sys.executable)')" ]; \
	then echo "make test-newest: nothing to do, no Python newer than $$($(PYTHON) --version) is installed here"; \
	else $(MAKE) --no-print-directory test VENV=.venv-newest PYTHON="$$newest"; fi

lint: $(VENV)/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: $(VENV)/.dev
	$(PY) -m mypy

# The pages run `deterrence` as a reader would, so the environment comes first on the path.
docs: $(VENV)/.docs
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) -m sphinx --jobs auto --fail-on-warning --keep-going --nitpicky --quiet docs docs/_build/html
	@echo 'Open docs/_build/html/index.html'

# The peers are installed beside the package in an environment of their own, .venv-bench.
bench:
	@$(PYTHON) benchmarks/run.py $(ARGS)

mutants: $(VENV)/.dev
	$(PY) -m mutants.run $(ARGS)

# Run this with the oldest Python that the package supports: see .ci/lock.py.
lock: $(VENV)/.base
	$(PY) .ci/lock.py

clean:
	rm -rf build dist docs/_build docs/_gallery docs/examples/generated docs/reference/generated .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) .venv-bench .venv-lowest .venv-newest
