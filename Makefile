# The recipes need Node 22.19 or newer. Where the system has none, Node 24 comes from the npm
# registry into .node/, which git ignores.

# With the default shell, macOS's make starts simple commands itself and looks them up in its own PATH.
SHELL := bash
MATRIX := 22.19.0 24 26
DEMO_SUMMARY := node_modules/.demo-summary.json
NPM_INSTALL := npm install --no-save --no-fund --no-audit --no-update-notifier --loglevel=error
# The package `node` puts its binary in place by an install script.
NODE_INSTALL := $(NPM_INSTALL) --no-package-lock --ignore-scripts=false

ifneq ($(shell node -p 'const [a, b] = process.versions.node.split("."); a > 22 || (a == 22 && b >= 19)' 2>/dev/null),true)
NODE := .node/node_modules/.bin/node
export PATH := $(CURDIR)/.node/node_modules/.bin:$(PATH)
endif
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.PHONY: help deps demo test check bench soak matrix build pack clean format prices

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

deps: node_modules/.deps ## install what package-lock.json names, and Node 24 where Node is too old

demo: deps ## annotate the sample records with the built-in simulator
	node bin/llm-pipe.ts --pipeline pipelines/annotate.yaml --models config/simulator.yaml \
	  --input pipelines/samples/annotate.jsonl --summary-json $(DEMO_SUMMARY)
	@echo 'The metrics of this run that are not 0:' >&2
	@grep '"llm_pipe_' $(DEMO_SUMMARY) | grep -vE ': 0,?$$' | tr -d '\\' >&2

test: deps ## run the tests; PATTERN=io runs those whose path matches
	node --disable-warning=ExperimentalWarning test/run.ts '$(PATTERN)'

check: deps ## check types, lint, format, the direction of imports and the generated docs
	tsc --noEmit -p .
	biome ci --colors=off
	node docs/generate.ts --check

bench: deps ## measure throughput, memory and start-up time
	node test/bench/run.ts

soak: deps ## prove by runs of many minutes that memory stays flat and nothing is lost
	node test/soak/run.ts

matrix: $(MATRIX:%=test-on-%) ## run the tests on every supported Node

build: deps ## compile to dist/
	rm -rf dist
	tsc -p tsconfig.build.json
	chmod +x dist/bin/llm-pipe.js

pack: deps ## build the npm package
	npm pack --loglevel=error

format: deps ## format the code, sort imports, apply safe fixes
	biome check --write

prices: deps ## make config/model_prices.json anew from MAP=FILE, a copy of LiteLLM's map of DATE=YYYY-MM-DD
	node docs/generate/prices.ts '$(MAP)' '$(DATE)'

clean: ## remove what build, pack and bench made; node_modules/ and .node/ stay
	rm -rf dist coverage .bench .soak llm-pipe-*.tgz

# `npm install`, not `npm ci`, which refuses a lock file that lacks other platforms' packages.
node_modules/.deps: package.json package-lock.json | $(NODE)
	$(NPM_INSTALL)
	@touch $@

.node/node_modules/.bin/node:
	$(NODE_INSTALL) --prefix .node node@24

test-on-%: .node/%/node_modules/.bin/node deps
	PATH="$(CURDIR)/$(<D):$$PATH" node --disable-warning=ExperimentalWarning test/run.ts '$(PATTERN)'

.PRECIOUS: .node/%/node_modules/.bin/node
.node/%/node_modules/.bin/node:
	$(NODE_INSTALL) --prefix .node/$* node@$*
