# Each command installs what it needs. They are written out in scripts/make.py.
.PHONY: run test check format bench test-cluster test-database install exchange-demo
run test check format bench test-cluster test-database install exchange-demo:
	@python3 scripts/make.py $@
