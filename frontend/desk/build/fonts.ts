import { copyFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import type { Plugin } from "vite";

const require = createRequire(import.meta.url);

/** Family of the package → the files that documents embed: regular and bold. */
const FAMILIES = {
  "noto-serif-sc": ["400Regular/NotoSerifSC_400Regular.ttf", "700Bold/NotoSerifSC_700Bold.ttf"],
  "noto-sans-sc": ["400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf"],
};

function copyIfNew(source: string, target: string): void {
  if (existsSync(target) && statSync(target).size === statSync(source).size) return;
  copyFileSync(source, target);
}

/** Puts the Chinese fonts of printed documents, with their licence, where the server looks for them. */
export function documentFonts(folder: string): Plugin {
  return {
    name: "menshen-document-fonts",
    apply: "build",
    closeBundle() {
      mkdirSync(folder, { recursive: true });
      for (const [family, files] of Object.entries(FAMILIES)) {
        const home = dirname(require.resolve(`@expo-google-fonts/${family}/package.json`));
        for (const file of files) copyIfNew(join(home, file), join(folder, file.split("/").at(-1)!));
        copyIfNew(join(home, "LICENSE_FONT"), join(folder, `${family}.LICENSE.txt`));
      }
    },
  };
}
