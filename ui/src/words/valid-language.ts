// Imported before everything else. Some desktops (LANG=C) give the page the invalid language "C", on which number
// formatting fails, as uPlot does while it loads. A valid language is left alone.
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en-GB", configurable: true });
}

export {};
