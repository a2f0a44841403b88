// Imported before everything else: some desktops (LANG=C) give the page a language that is none, "C", and what
// formats numbers by it, as uPlot does when it is loaded, would fail. Never changes a language that is one.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en-GB", configurable: true });
}

export {};
