import { resolve } from "node:path";

import { defineConfig } from "vite";

import { documentFonts } from "./build/fonts.ts";
import { iconSprite } from "./build/sprite.ts";
import { stamp } from "./build/stamp.ts";

const here = import.meta.dirname;
const gateway = resolve(here, "../../src/menshen/gateway");
const output = resolve(gateway, "static/desk");
const fonts = resolve(here, "../../src/menshen/kernel/documents/fonts");

export default defineConfig({
  root: here,
  base: "/static/desk/",
  publicDir: false,
  plugins: [iconSprite(resolve(here, "src/icons.json")), documentFonts(fonts), stamp(resolve(output, "stamp"))],
  build: {
    outDir: output,
    emptyOutDir: true,
    manifest: "manifest.json",
    // Tabler colours are `light-dark()` and `oklch()`; an older target would rewrite each into something that
    // follows the machine's colour scheme and no longer our switch.
    target: ["chrome123", "edge123", "firefox120", "safari17.5"],
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    // Files under 4 kB would become data: addresses, which the favicon may not be under our content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // ECharts, which only pages with a chart load, is over the default of 500 kB before compression.
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: {
        main: resolve(here, "src/main.ts"),
        theme: resolve(here, "src/theme.ts"),
      },
    },
  },
});
