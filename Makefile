# The few commands of this project; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo install test check docs report mutation mutation-native mutate-tests coverage jax arviz sanitize install-dependencies bench bench-peers

help: ## List the commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-22s %s\n", $$1, $$2 }' Makefile

demo: install-dependencies ## Find and fit the two planets of HD 164922, and draw them.
	@echo "Building apus (the first time takes a few minutes) ..."
	@Scripts/build -c release --product apus
	@.build/release/apus fit rv Examples/Data/hd164922.csv --star "HD 164922" --planets 2 --stellar-mass 0.874,0.012 \
	  --out .build/demo

install: install-dependencies ## Build apus and install it with its shell completions (PREFIX=/usr/local, or ~/.local).
	@echo "Building apus (the first time takes a few minutes) ..."
	@Scripts/build -c release --product apus
	@Scripts/install-apus $(PREFIX)

test: install-dependencies ## Build everything in release mode and run the tests.
	@echo "Building the tests (the first time takes a few minutes) ..."
	@Scripts/build -c release --build-tests
	@swift test -c release --skip-build

check: ## Check formatting, sizes, opening comments, imports and examples.
	@Scripts/check

docs: ## Build the documentation site into .build/docs; a link that leads nowhere is an error.
	@Scripts/docs

report: ## Open reports of fits in Chromium: no error, no request, sorting, zoom, print.
	@Scripts/report-test

mutation: ## Test the verifier of gradient rules: break right rules and count how many it finds.
	@echo "Building the mutation suite (the first time takes a few minutes) ..."
	@Scripts/build -c release --product Mutation
	@.build/release/Mutation

mutate-tests: install-dependencies ## Test the tests: break the product in some eighty ways and count how many they catch (MUTANTS="3 7").
	@Scripts/mutate-tests $(MUTANTS)

mutation-native: ## Test the check of native code: break the code of 500 models and count how many it finds.
	@echo "Building the mutation suite (the first time takes a few minutes) ..."
	@Scripts/build -c release --product NativeMutation
	@.build/release/NativeMutation

coverage: install-dependencies ## Find and fit planets that are known in 200 synthetic systems, and count how often the fit is right (COVERAGE="--systems 20").
	@echo "Building the coverage suite (the first time takes a few minutes) ..."
	@Scripts/build -c release --product PlanetCoverage
	@.build/release/PlanetCoverage $(COVERAGE)

jax: install-dependencies ## Compare exported models with JAX, NumPyro and BlackJAX, in a venv (PARTS=...).
	@Scripts/jax $(PARTS)

arviz: install-dependencies ## Compare files and diagnostics with ArviZ 0.23 and 1.x, and read those of PyMC and NumPyro, in venvs.
	@Scripts/arviz

sanitize: ## Run the examples under the thread and address sanitizers, in builds of their own.
	@Scripts/sanitize

install-dependencies: ## Install what is missing: git, make and, if available, OpenBLAS, libLLVM and libnetcdf.
	@Scripts/install

# What is measured; `make bench MODELS="rv gp"` measures some.
MODELS ?= schools glm radon rv gp
SYSTEMS ?= pymc numpyro blackjax stan

bench: install-dependencies ## Time gradients against hand-written C, and posteriors (MODELS=...).
	@echo "Building the benchmarks ..."
	@Scripts/build -c release --package-path Benchmarks
	@for model in $(MODELS); do swift run -c release --package-path Benchmarks --skip-build bench gradient $$model || exit 1; done
	@for model in $(MODELS); do swift run -c release --package-path Benchmarks --skip-build bench sample $$model || exit 1; done

bench-peers: bench ## Time the same models in PyMC, NumPyro, BlackJAX and Stan, in a venv (MODELS=... SYSTEMS=...).
	@test -x Benchmarks/.venv/bin/python || python3 -m venv Benchmarks/.venv
	@Benchmarks/.venv/bin/pip install --quiet -r Benchmarks/requirements.txt
	@for model in $(MODELS); do for system in $(SYSTEMS); do \
	  Benchmarks/.venv/bin/python Benchmarks/peers.py $$system $$model || echo "$$system $$model: no result"; done; done
