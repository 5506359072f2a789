# Each command installs what it needs. They are written out in scripts/make.py.
.PHONY: run test check format bench test-cluster install
run test check format bench test-cluster install:
	@python3 scripts/make.py $@
