# The two commands are `make run` and `make test`. What they do stands in scripts/; docs/OPERATIONS.md tells the settings.
SHELL := /usr/bin/env bash

.PHONY: help run test build fmt lint openapi docs clean-data

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: ## Build, load the sample data, judge it and serve the console on http://127.0.0.1:8080
	@scripts/run.sh

test: ## Every check and test, from a fresh clone on
	@scripts/test.sh

build: ## Front end and release binary
	@scripts/build.sh

fmt: ## Format the Rust code
	@cargo fmt --all

lint: ## Clippy as the tests run it
	@scripts/lint.sh

openapi: build ## Write dashboards/openapi.json and the client's types anew
	@scripts/openapi.sh

docs: build ## Write the reference pages in docs/ anew
	@scripts/docs.sh

clean-data: ## Throw away ./mingjing-data, so that the next `make run` loads the sample again
	@rm -rf mingjing-data
