# One word per task. ARGS goes to the command behind the word: make run ARGS='--listen 127.0.0.1:9090'
# PYTHON chooses the interpreter of a .venv that is yet to be built.

.PHONY: setup run test demo bench lint docs lock clean
.NOTPARALLEL:
.DEFAULT_GOAL := setup

setup:
	@sh scripts/setup run

run: setup
	@.venv/bin/unwall run $(ARGS)

test:
	@sh scripts/setup dev
	.venv/bin/python -m pytest $(ARGS)

demo:
	@sh scripts/setup demo
	@.venv/bin/python -m unwall.world.demo $(ARGS)

# Speed in ratios, each measured in one run; ARGS=--write also writes them into docs/performance.md, ARGS=clicks runs one part.
bench:
	@sh scripts/setup dev
	@.venv/bin/python benches/run.py $(ARGS)
	@.venv/bin/python benches/check.py --pages 1000 --links 10000

lint:
	@sh scripts/setup dev
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/vulture
	.venv/bin/deptry addons
	.venv/bin/unwall rules lint

# What README, rules and the JSON Schema hold that is derived from the rules; ARGS=--check only compares.
docs:
	@sh scripts/setup run
	@.venv/bin/python docs/generate.py $(ARGS)

# Resolves anew and writes the versions and hashes of all files of each release; ARGS=--upgrade takes newer ones.
lock:
	@sh scripts/setup dev
	sh scripts/lock $(ARGS)

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find addons tests -name __pycache__ -prune -exec rm -rf {} +
