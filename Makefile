# make demo   grade a sample class          make test   test the kit
# make bench  measure it (in 105 minutes)    make lock   renew requirements.lock
# make clean  remove what these made
# Needs Python 3.11 or newer, with venv and pip, and make; everything else comes from requirements.lock.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test bench lock clean
.DELETE_ON_ERROR:

demo: $(READY)
	@$(BIN)/autograder demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 4

bench: $(READY)
	$(BIN)/python -m benchmarks

# Exactly what is locked, then bytecode for all of it: TensorFlow takes 5 s to import with it and 15 s without, and some
# machines set PYTHONDONTWRITEBYTECODE. The stamp comes last, so that an interrupted set-up is made anew.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "make: Python 3.11 or newer is needed; try make PYTHON=python3.11" >&2; exit 1; }
	@echo "setting up $(VENV) (once, a minute or two)" >&2
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib autograder solutions || true
	@touch $(READY)

lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet uv==0.13.9
	$(VENV)-lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header --upgrade --output-file requirements.lock

clean:
	rm -rf $(VENV) $(VENV)-lock demo .autograder .pytest_cache *.egg-info
