# Everything is in scripts/bootstrap.py, which works without make: python3 scripts/bootstrap.py run
PY ?= python3
export PORT HANDSONG_DATA LAN HOME_NETWORK

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ /'
run:             ## serve one household on this machine (PORT=8123, HANDSONG_DATA=/some/dir, HOME_NETWORK=1 or LAN=1)
test:            ## everything that must hold
setup:           ## environment, packages, compiled content
check:           ## lint, types, walls, content, freshness
fix:             ## format and write generated files anew
demo:            ## serve an invented household
bench:           ## measure; writes bench/results.json
prove:           ## the heavy proofs in full, a line each
lock:            ## resolve the requirements anew
run test setup check fix demo bench prove lock:
	@$(PY) scripts/bootstrap.py $@
.PHONY: help run test setup check fix demo bench prove lock
