# The same names as run.py's, and the developer's tools. `make test` first: it installs them.
PYTHON ?= python3
IN_VENV = .venv/bin/python -m
UV = uv==0.13.8
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(IN_VENV) uv pip compile --quiet --system-certs --universal \
	--generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 pyproject.toml -

.PHONY: run demo test lint bench lock

run:
	$(PYTHON) run.py

demo:
	$(PYTHON) run.py demo

test:
	$(PYTHON) run.py test

lint:
	$(IN_VENV) ruff check .
	$(IN_VENV) ruff format --check .
	$(IN_VENV) mypy

bench:
	$(IN_VENV) benchmarks.speed
	$(IN_VENV) benchmarks.alignment --memory

# pins what pyproject.toml names and all that it needs, for every system and Python version
lock:
	echo "$(UV)" | $(COMPILE) --output-file requirements.txt
	echo "$(UV)" | $(COMPILE) --extra dev --output-file requirements-dev.txt
