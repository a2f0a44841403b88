// Tells when the page's colours change: by the system, or by the chosen theme. What draws by itself, on a canvas, draws
// anew then. Gives what ends it.
export function whenColoursChange(tell: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const settings = new MutationObserver(tell);
  system.addEventListener("change", tell);
  settings.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    system.removeEventListener("change", tell);
    settings.disconnect();
  };
}
