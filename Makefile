# Each target makes what it needs: a virtual environment in .venv the first time, nothing the second time.
# Needs python3 (3.11 or newer, with venv) and make. Another Python: make test PYTHON=python3.13

PYTHON ?= python3
ARGS   ?=
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help demo test test-slow lint types docs bench mutants lock clean distclean
.NOTPARALLEL:

help:
	@echo 'make demo       solve the models of the library, print what was found, draw the figures'
	@echo 'make test       the tests, except the slow ones (one of them: make test ARGS="-k name")'
	@echo 'make test-slow  the slow ones, and the property tests with many more examples'
	@echo 'make lint       ruff'
	@echo 'make types      mypy'
	@echo 'make docs       the documentation, in docs/_build/html'
	@echo 'make bench      the benchmarks'
	@echo 'make mutants    do the tests notice when an algorithm is broken? (some 15 minutes)'
	@echo 'make lock       resolve the dependencies anew into constraints.txt'
	@echo 'make clean      remove what was built; make distclean removes the environments too'

# One environment, filled in three steps: whoever runs the demo does not wait for the tools of a developer.
$(VENV)/.base: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". If another is installed: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@echo 'Setting up $(VENV): this happens once and takes a minute or two.'
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@# The build backend comes from constraints.txt like everything else, so the build is not isolated.
	@$(PIP) hatchling
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	@$(PIP) --no-build-isolation --editable '.[dev,sensitivity,cluster,parquet]'
	@touch $@

$(VENV)/.docs: $(VENV)/.base
	@$(PIP) --no-build-isolation --editable '.[docs,cluster,sensitivity]'
	@touch $@

demo: $(VENV)/.base
	@$(PY) examples/demo.py $(ARGS)

test: $(VENV)/.dev
	$(PY) -m pytest -n auto --maxprocesses 8 $(ARGS)

test-slow: $(VENV)/.dev
	$(PY) -m pytest -n auto --maxprocesses 8 -m "slow or hypothesis" --hypothesis-profile thorough $(ARGS)

lint: $(VENV)/.dev
	$(PY) -m ruff check .

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
	rm -rf build dist docs/_build docs/examples/generated docs/reference/generated .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) .venv-bench
