// The messages in Arabic. Importing this file makes them known.
import { addArabic } from "./bundles";

addArabic(
  import.meta.glob<string>("../../../locales/ar/window-*.ftl", {
    query: "?raw",
    import: "default",
    eager: true,
  }),
);
