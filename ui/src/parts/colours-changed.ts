// Calls back when the page's colours change, through the system or the theme, so that canvases can be redrawn. Returns
// a function that stops it.
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
