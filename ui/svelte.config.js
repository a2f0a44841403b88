// Read by the Vite plugin, svelte-check and eslint. Never holds anything but how Svelte files are compiled.
import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default { preprocess: vitePreprocess(), compilerOptions: { runes: true } };
