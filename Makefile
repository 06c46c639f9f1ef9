# Two commands for a fresh machine: `make demo` and `make test`. `make help` lists the rest.
# Needs python3 (3.11 or newer) with its venv module, and nothing else.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
SERVE  ?= 1
# For training and its tests. Another build of PyTorch, as the one for processors alone:  make train TORCH_FROM='--index-url https://download.pytorch.org/whl/cpu'
TORCH      ?= ==2.13.0
TORCH_FROM ?=
PIP    := $(BIN)/python -m pip --disable-pip-version-check
# What the installed package is made of: when one of these changes, the next target installs again.
PARTS  := pyproject.toml $(shell find src build_hooks web -type f -not -path '*/node_modules/*' -not -path '*/studio/pages/*' -not -name '*.pyc' -not -name '*.so' -not -name '*.dylib' -not -name '*.dll' -not -path '*/fonts/*' -not -name '.*')

.DEFAULT_GOAL := help
.PHONY: help demo train test lint bench clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

demo: $(VENV)/.vidol ## install, create a streamer, let it perform a film (demo.mp4), then talk with it in the browser (SERVE=0: no)
	@$(BIN)/vidol new "Mika" --seed 7 --knowledge src/vidol/mind/data/demo -o demo.vidol --force
	@[ -e demo.md ] || cp src/vidol/show/data/demo.md demo.md
	@$(BIN)/vidol perform demo.vidol demo.md -o demo.mp4
	@echo "The film is at $(CURDIR)/demo.mp4, its script at $(CURDIR)/demo.md"
	@[ "$(SERVE)" = 0 ] || $(BIN)/vidol live demo.vidol || [ $$? = 130 ]

train: $(VENV)/.train ## install what `vidol train` needs, PyTorch among it

test: $(VENV)/.tests ## install what the tests need and run them all
	$(BIN)/python -m pytest -n $${JOBS:-auto} --dist worksteal

lint: $(VENV)/.tests ## style, types and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m build_hooks.pages check

bench: $(VENV)/.vidol ## measure the numbers that the README quotes
	$(BIN)/python -m benchmarks

clean: ## remove the virtual environment and what the demo made, but not the script
	rm -rf $(VENV) demo.mp4 demo.srt demo.vidol

# The stamps say what was installed from which state; they lie inside the environment and go with it.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "vidol needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	@echo "Creating $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu the venv module comes with: apt install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.vidol: $(VENV)/bin/python $(PARTS)
	@echo "Installing vidol with Chinese and Japanese into $(VENV) (the first time downloads its libraries)"
	@$(PIP) install '.[zh,ja]'
	@touch $@

$(VENV)/.train: $(VENV)/bin/python $(PARTS)
	@echo "Installing vidol and what training needs into $(VENV)"
	@$(PIP) install 'torch$(TORCH)' $(TORCH_FROM)
	@$(PIP) install '.[zh,ja,train]'
	@touch $@ $(VENV)/.vidol

$(VENV)/.tests: $(VENV)/bin/python $(PARTS)
	@echo "Installing vidol and what its tests need into $(VENV)"
	@$(PIP) install 'torch$(TORCH)' $(TORCH_FROM)
	@$(PIP) install '.[zh,ja,train,dev]'
	@touch $@ $(VENV)/.train $(VENV)/.vidol
