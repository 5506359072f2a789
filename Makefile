# Each command installs what it needs. They are written out in scripts/make.py.
.PHONY: run test check format bench test-cluster test-database install
run test check format bench test-cluster test-database install:
	@python3 scripts/make.py $@
