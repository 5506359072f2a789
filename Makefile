# Each command installs what it needs. They are written out in scripts/make.py.
.PHONY: run test check bench test-cluster install
run test check bench test-cluster install:
	@python3 scripts/make.py $@
