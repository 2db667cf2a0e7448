import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

import type { Plugin } from "vite";

const require = createRequire(import.meta.url);

/** One `<symbol>` out of a Tabler icon file: its drawing without its frame and comment. */
function symbol(name: string): string {
  const text = readFileSync(require.resolve(`@tabler/icons/outline/${name}.svg`), "utf8");
  const drawing = text.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)?.[1];
  if (drawing === undefined) throw new Error(`The icon ${name} has no drawing.`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s+/g, " ").trim()}</symbol>`;
}

/**
 * Builds one SVG file of the icons named in `list`, and our own favicon beside it; both appear in the manifest under
 * their source names, so that templates ask for `src/icons.svg`.
 */
export function iconSprite(list: string): Plugin {
  const favicon = list.replace(basename(list), "favicon.svg");
  return {
    name: "menshen-icon-sprite",
    apply: "build",
    buildStart() {
      this.addWatchFile(list);
      const names = JSON.parse(readFileSync(list, "utf8")) as string[];
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("")}</svg>`;
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "src/icons.svg", source });
      this.emitFile({
        type: "asset",
        name: "favicon.svg",
        originalFileName: "src/favicon.svg",
        source: readFileSync(favicon, "utf8"),
      });
    },
  };
}
