# Each command installs what it needs. They are written out in scripts/make.py.
.PHONY: run test check format bench test-cluster test-database test-exchange install exchange-demo
run test check format bench test-cluster test-database test-exchange install exchange-demo:
	@python3 scripts/make.py $@
