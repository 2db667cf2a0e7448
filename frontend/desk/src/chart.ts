/**
 * Draws the figures of the desk with ECharts. A figure names the JSON beside it; a missing value (null) is a gap in the
 * line, never a zero.
 */

import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import type { ECharts, EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

/** What a page writes with `json_script`. */
interface Figure {
  kind: "line" | "bar" | "stacked";
  x: string[];
  series: { name: string; values: (number | null)[] }[];
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Canvas wants a plain colour: the browser resolves `light-dark()` and `oklch()` for us. */
function colour(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function optionOf(figure: Figure): EChartsCoreOption {
  const text = colour("--tblr-body-color");
  const line = colour("--tblr-border-color");
  const several = figure.series.length > 1;
  return {
    animation: false,
    aria: { enabled: true },
    color: [1, 2, 3, 4, 5, 6].map((number) => colour(`--chart-${number}`)),
    textStyle: { fontFamily: token("--tblr-font-sans-serif") },
    grid: { left: 0, right: 8, top: several ? 36 : 12, bottom: 0, containLabel: true },
    legend: {
      show: several,
      type: "scroll",
      top: 0,
      left: 0,
      icon: "roundRect",
      itemWidth: 12,
      itemHeight: 8,
      textStyle: { color: text },
      pageTextStyle: { color: text },
    },
    // Rich text is drawn on the canvas: the HTML tooltip would need inline styles, which our content policy refuses.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: colour("--tblr-bg-surface"),
      borderColor: line,
      textStyle: { color: text },
    },
    xAxis: {
      type: "category",
      data: figure.x,
      boundaryGap: figure.kind !== "line",
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: text, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      axisLabel: { color: text },
      splitLine: { lineStyle: { color: line } },
    },
    series: figure.series.map((series) => ({
      name: series.name,
      type: figure.kind === "line" ? "line" : "bar",
      stack: figure.kind === "stacked" ? "all" : undefined,
      data: series.values,
      connectNulls: false,
      symbolSize: 6,
      lineStyle: { width: 2 },
      barMaxWidth: 28,
    })),
  };
}

/** Draws the figure in `element` once and keeps it right when the size or the theme changes. */
export function draw(element: HTMLElement): void {
  if (element.dataset.drawn) return;
  const source = document.getElementById(element.dataset.chart ?? "");
  if (!source?.textContent) return;
  element.dataset.drawn = "true";
  const figure = JSON.parse(source.textContent) as Figure;
  const chart: ECharts = init(element, null, { renderer: "canvas" });
  chart.setOption(optionOf(figure));
  new ResizeObserver(() => chart.resize()).observe(element);
  new MutationObserver(() => chart.setOption(optionOf(figure))).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-bs-theme"],
  });
}
