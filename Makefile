# The few commands of this project; `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help demo test check install-dependencies

help: ## List the commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-22s %s\n", $$1, $$2 }' Makefile

demo: install-dependencies ## Fit two planets to the radial velocities of HD 164922.
	@echo "Building apus (the first time takes a few minutes) ..."
	@swift build -c release --product apus --quiet
	@.build/release/apus fit rv Examples/Data/hd164922.csv --planets 2 --periods 1201.1,75.765 \
	  --period-widths 0.02,0.005 --amplitudes 7.0,2.2 --epoch 2453000 --stellar-mass 0.874 --out .build/demo

test: install-dependencies ## Build everything in release mode and run the tests.
	@echo "Building the tests (the first time takes a few minutes) ..."
	@swift build -c release --build-tests --quiet
	@swift test -c release --skip-build

check: ## Check formatting, sizes, opening comments, imports and examples.
	@Scripts/check

install-dependencies: ## Install what is missing: git, make and, if it can be had, OpenBLAS.
	@Scripts/install
