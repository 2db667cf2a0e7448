import { writeFileSync } from "node:fs";

import type { Plugin } from "vite";

/** Writes `file` when everything else is done: the build is fresh while this is newer than every source. */
export function stamp(file: string): Plugin {
  let failed = false;
  return {
    name: "menshen-stamp",
    apply: "build",
    enforce: "post",
    buildEnd(error) {
      failed = error !== undefined;
    },
    closeBundle() {
      if (!failed) writeFileSync(file, `${new Date().toISOString()}\n`);
    },
  };
}
