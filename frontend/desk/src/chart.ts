/**
 * Draws the figures of the desk with ECharts. A figure names the JSON beside it; a missing value (null) is a gap in the
 * line, never a zero, and an area without a colour on a map.
 */

import { BarChart, LineChart, MapChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import type { ECharts, EChartsCoreOption } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, MapChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, LabelLayout, CanvasRenderer]);

/** What a page writes with `json_script`. */
interface Figure {
  kind: "line" | "bar" | "stacked";
  x: string[];
  series: { name: string; values: (number | null)[] }[];
}

/** Areas of a map; `class` says which of the colours of its legend each has. */
interface AreaMap {
  kind: "map";
  geography: boolean;
  geo: object;
  areas: { code: string; name: string; url: string; class: number | null; text: string }[];
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

function optionOfMap(map: AreaMap): EChartsCoreOption {
  const text = colour("--tblr-body-color");
  const line = colour("--map-line");
  const byCode = new Map(map.areas.map((area) => [area.code, area]));
  const label = (code: string): string => byCode.get(code)?.name ?? code;
  return {
    animation: false,
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: colour("--tblr-bg-surface"),
      borderColor: line,
      textStyle: { color: text },
      formatter: (hovered: { name: string }) => `${label(hovered.name)}  ${byCode.get(hovered.name)?.text ?? ""}`,
    },
    series: [
      {
        type: "map",
        map: "areas",
        aspectScale: map.geography ? 0.85 : 1,
        left: 4,
        right: 4,
        top: 4,
        bottom: 4,
        selectedMode: false,
        label: { show: map.areas.length <= 60, color: text, fontSize: 11, formatter: (one: { name: string }) => label(one.name) },
        labelLayout: { hideOverlap: true },
        emphasis: { label: { color: text }, itemStyle: { areaColor: colour("--map-over") } },
        data: map.areas.map((area) => ({
          name: area.code,
          value: area.class ?? undefined,
          itemStyle: { areaColor: colour(`--map-${area.class ?? "missing"}`), borderColor: line, borderWidth: 1 },
        })),
      },
    ],
  };
}

/** Draws the figure in `element` once and keeps it right when the size or the theme changes. */
export function draw(element: HTMLElement): void {
  if (element.dataset.drawn) return;
  const source = document.getElementById(element.dataset.chart ?? "");
  if (!source?.textContent) return;
  element.dataset.drawn = "true";
  const figure = JSON.parse(source.textContent) as Figure | AreaMap;
  const chart: ECharts = init(element, null, { renderer: "canvas" });
  if (figure.kind === "map") {
    registerMap("areas", figure.geo as Parameters<typeof registerMap>[1]);
    chart.on("click", ({ name }) => {
      const url = figure.areas.find((area) => area.code === name)?.url;
      if (url) window.location.assign(url);
    });
  }
  const option = (): EChartsCoreOption => (figure.kind === "map" ? optionOfMap(figure) : optionOf(figure));
  chart.setOption(option());
  new ResizeObserver(() => chart.resize()).observe(element);
  new MutationObserver(() => chart.setOption(option())).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-bs-theme"],
  });
}
