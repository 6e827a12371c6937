# `make run` and `make test` are all a newcomer needs; `make help` lists the rest.
# Needs GNU make 3.81 (the one of macOS) and Python 3.11 or newer. PYTHON=/path/to/python3 picks another one.

VENV := .venv
BIN := $(VENV)/bin
UV ?= uv
IMAGE ?= monitor
ARGS ?=

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help run serve test lint format types gate check lock upgrade image clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

run: $(VENV)/.run ## make the environment, then run every step once and print the digest (ARGS="--strict")
	@$(BIN)/monitor run $(ARGS)

serve: $(VENV)/.run ## make the environment, then run as a daemon until Ctrl-C
	@$(BIN)/monitor serve $(ARGS)

test: $(VENV)/.dev ## make the environment, then run all tests (ARGS="tests/reading -k amounts")
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev ## ruff: rules and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(VENV)/.dev ## let ruff repair what it can
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

types: $(VENV)/.dev ## mypy --strict
	@$(BIN)/mypy

gate: $(VENV)/.dev ## detection quality against the labelled corpus, where there is one beside the repository
	@$(BIN)/python -m pytest tests/quality -rs $(ARGS)

check: ## all that CI does
	@bash .ci/run

lock: ## write requirements/*.txt anew from pyproject.toml, keeping versions where possible (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or make lock UV=/path/to/uv" >&2; exit 1; }
	$(COMPILE) pyproject.toml --all-extras --group dev --group build -o requirements/dev.txt $(ARGS)
	$(COMPILE) pyproject.toml --all-extras -c requirements/dev.txt -o requirements/run.txt $(ARGS)
	$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt $(ARGS)

upgrade: ## like lock, with the newest versions pyproject.toml allows
	@$(MAKE) lock ARGS=--upgrade

image: ## build the container image and prove it (needs buildah and podman; skips without them)
	@IMAGE=$(IMAGE) bash scripts/container_check.sh

clean: ## remove the environment and what tools left; var/ and out/ stay
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml scripts/environment
	@bash scripts/environment run

$(VENV)/.dev: requirements/dev.txt pyproject.toml scripts/environment
	@bash scripts/environment dev
