import "./style/index.css";

import { startDrawings } from "./drawing";
import { guardForms } from "./forms";
import { startLookups } from "./lookup";
import { shrinkPhotos } from "./photos";
import { reportFailures } from "./requests";
import { startSelections } from "./selection";
import { startShell } from "./shell";

/** Charts are heavy and rare: their code is fetched only where a chart stands on the page. */
async function drawCharts(): Promise<void> {
  const figures = [...document.querySelectorAll<HTMLElement>("[data-chart]")];
  if (figures.length === 0) return;
  const { draw } = await import("./chart");
  figures.forEach(draw);
}

startShell();
guardForms();
startLookups();
startDrawings();
shrinkPhotos();
startSelections();
reportFailures();
void drawCharts();
document.addEventListener("htmx:after:swap", () => void drawCharts());
