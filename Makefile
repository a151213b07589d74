# The same names as run.py's, and the developer's tools. `make test` first: it installs them.
PYTHON ?= python3
IN_VENV = .venv/bin/python -m
UV = uv==0.13.8
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(IN_VENV) uv pip compile --quiet --system-certs --universal \
	--generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 pyproject.toml -

.PHONY: run demo test lint audit bench texts lock

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
	$(IN_VENV) bandit --quiet --recursive tracker app.py run.py --configfile pyproject.toml

# whether a pinned package has a known weakness; needs the network and says so where it has none
audit:
	$(IN_VENV) benchmarks.audit

bench:
	$(IN_VENV) benchmarks.speed
	$(IN_VENV) benchmarks.alignment --memory

# brings the translations up to date with the texts in the code; what is new is then translated by hand
texts:
	$(IN_VENV) babel.messages.frontend --quiet extract -F pyproject.toml -k marked -k pgettext:1c,2 --no-wrap \
		--no-location --sort-output --project "Skin progress" -o .venv/texts.pot .
	$(IN_VENV) babel.messages.frontend --quiet update -i .venv/texts.pot -o tracker/language/es.po -l es \
		--no-wrap --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete

# pins what pyproject.toml names and all that it needs, for every system and Python version
lock:
	echo "$(UV)" | $(COMPILE) --output-file requirements.txt
	echo "$(UV)" | $(COMPILE) --extra dev --output-file requirements-dev.txt
