// The messages in Arabic. Importing this file makes them known.
import { addArabic } from "./bundles";
import type { SourceOfMessage } from "./messages-in";

addArabic(
  import.meta.glob<SourceOfMessage[]>("../../../locales/ar/window-*.ftl", {
    query: "?messages",
    import: "default",
    eager: true,
  }),
);
