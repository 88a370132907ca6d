# The everyday commands. Each does all the set-up it needs: virtual environment, packages, database.
# PYTHON=… chooses the interpreter, ARGS=… adds arguments: make test ARGS="-k baseline", make demo ARGS="--port 8001",
# make fuzz ARGS="60 --seed 7".

PYTHON ?=
ARGS ?=

# Where the environment forbids Python to keep what it compiles, every process would compile all of it again.
export PYTHONDONTWRITEBYTECODE =

.PHONY: help demo test bench fuzz lint types migrations check clean set-up

help:
	@echo 'make demo        a demo clinic in the browser, on a database of its own'
	@echo 'make test        the tests'
	@echo 'make bench       the measurements of speed'
	@echo 'make fuzz        asks the API whatever its description allows, as every kind of caller, for five minutes'
	@echo 'make lint        style'
	@echo 'make types       types'
	@echo 'make migrations  whether the migrations are complete and safe'
	@echo 'make check       all of these but demo, bench and fuzz'
	@echo 'make clean       removes what set-up and tools made, never data'

demo: set-up
	.venv/bin/python manage.py demo $(ARGS)

test: set-up
	.venv/bin/python -m pytest $(ARGS)

bench: set-up
	.venv/bin/python -m tests.bench $(ARGS)

fuzz: set-up
	.venv/bin/python -m tests.fuzz $(ARGS)

lint: set-up
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .

types: set-up
	.venv/bin/python -m mypy

migrations: set-up
	.venv/bin/python manage.py makemigrations --check --dry-run
	PYTHONPATH=. .venv/bin/python .ci/lint_migrations.py

check: test lint types migrations

clean:
	rm -rf .venv .static .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo 'The database was not touched: it is in .resona, or for root in /var/lib/resona-embedded.'

set-up:
	@PYTHON="$(PYTHON)" sh .ci/set-up
