# Every target sets up .venv by itself on first use; a second run starts at once.
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv || echo $(BIN)/uv)
# test_new_exercise.py verifies what it makes, which takes most of a minute
QUICK := tests/catalog tests/authoring tests/checks tests/test_rooms.py --ignore tests/authoring/test_new_exercise.py
# says in a sentence what helps where an installer fails
EXPLAIN := $(PYTHON) src/privacylab/install.py
# what JupyterLab finds in the environment, and not here
INSTALLED := $(shell find src/privacylab/jupyter/ui/labextension src/privacylab/jupyter/settings -type f)
INSTALL = $(EXPLAIN) $(UV) pip install --compile-bytecode --python $(BIN)/python --constraint requirements.lock --editable

# pip's index is uv's, too, where uv has none of its own: one setting is enough
ifdef PIP_INDEX_URL
UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
export UV_DEFAULT_INDEX
endif
# Where `make wheelhouse` has put what is needed, no index is asked
ifneq ($(wildcard wheelhouse/.),)
ifeq ($(filter wheelhouse,$(MAKECMDGOALS)),)
export UV_OFFLINE = 1
export UV_FIND_LINKS = $(abspath wheelhouse)
export PIP_NO_INDEX = 1
export PIP_FIND_LINKS = $(abspath wheelhouse)
endif
endif

.DEFAULT_GOAL := help
.PHONY: help lab demo lint quick test verify mutants bench site cast pictures ui release wheelhouse clean

help:  ## show this list
	@echo "Privacy Engineering Lab"
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

lab: .venv/lab  ## set up, and open JupyterLab at the first page
	@$(BIN)/privacylab lab

demo: .venv/lab  ## set up, grade a sample class, and show what happened
	@$(BIN)/privacylab demo

lint: .venv/test  ## set up, and check style, types, and that notebooks match their texts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check src tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/privacylab build --check

quick: lint  ## set up, and run what an author needs while writing: a minute
	@$(BIN)/python -m pytest -q $(QUICK)

# On two cores: the browser's tests, and those of time limits, mostly wait. What the tests of one file
# share is made once, so a file stays with one worker.
test: lint  ## set up, and test everything
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

verify: .venv/lab  ## prove that the tests tell right answers from wrong ones
	@$(BIN)/privacylab verify

mutants: .venv/test  ## prove that the tests notice any small change in the reference answers
	@$(BIN)/privacylab verify --mutants

bench: .venv/bench  ## grade by stock nbgrader, otter-grader and us, and compare
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/grading.py

# EDIT_URL=https://…/OWNER/NAME/edit/main adds a link to each page that leads to its text there
site: .venv/site  ## set up, and build the website into docs/_build
	@$(BIN)/python -m privacylab.site $(if $(PYODIDE),--pyodide '$(PYODIDE)')

cast: .venv/test  ## record the terminal session that the README shows
	@PATH=$(abspath $(BIN)):$$PATH $(BIN)/python docs/pictures/terminal_cast.py docs/terminal.svg

pictures: .venv/test  ## take the pictures of the lab that the README and the website show
	@PATH=$(abspath $(BIN)):$$PATH $(BIN)/python docs/pictures/lab_pictures.py docs

ui: .venv/test  ## build the JupyterLab extension again, which needs node and npm
	@cd src/privacylab/jupyter/ui && npm ci --ignore-scripts && PATH=$(abspath $(BIN)):$$PATH npm run build

release: .venv/uv  ## build what is published into dist, twice, and compare the bytes
	@.ci/release

wheelhouse: .venv/uv  ## download what `make lab` installs, for a machine without network
	@echo "Downloading what the lock file names into wheelhouse/ (340 MB) …"
	@$(EXPLAIN) $(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --only-binary :all: --requirement requirements.lock --dest wheelhouse.new
	@rm -rf wheelhouse && mv wheelhouse.new wheelhouse

clean:  ## remove the environment and what runs have left behind, never your work
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
	find var -mindepth 1 -maxdepth 1 ! -name kept -exec rm -rf {} + 2>/dev/null || true

.venv/lab: .venv/uv pyproject.toml requirements.lock $(INSTALLED)
	@echo "Installing the lab into .venv (once, about a minute) …"
	@$(INSTALL) .
	@touch $@

.venv/test: .venv/lab
	@echo "Installing the test tools into .venv (once) …"
	@$(INSTALL) '.[dev,cluster,hub,site]'
	@touch $@

.venv/hub: .venv/lab
	@echo "Installing JupyterHub into .venv (once) …"
	@$(INSTALL) '.[hub]'
	@touch $@

.venv/site: .venv/lab
	@echo "Installing Sphinx into .venv (once) …"
	@$(INSTALL) '.[site]'
	@touch $@

.venv/bench: .venv/lab
	@echo "Installing what is compared into .venv (once) …"
	@$(INSTALL) '.[bench]'
	@touch $@

.venv/uv:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "The lab needs Python 3.11 to 3.13. This is `$(PYTHON) --version`."; \
	  echo "If you have another one, name it: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --without-pip .venv
	@command -v uv >/dev/null || { echo "Installing uv into .venv …"; \
	  $(EXPLAIN) $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
	    $(if $(UV_DEFAULT_INDEX),--index-url $(UV_DEFAULT_INDEX)) uv; }
	@touch $@
