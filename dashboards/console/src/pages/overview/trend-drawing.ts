/** Draws the trend; the only place that knows the chart library, loaded when a chart comes into view. */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Schemas } from "@mingjing/shared/api";
import { token } from "@mingjing/shared/tokens";

use([LineChart, BarChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

/** Words on the chart. */
export interface TrendWords {
  received: string;
  finished: string;
  alerts: string;
  summary: string;
}

/** A chart in `element`. */
export function drawing(element: HTMLElement): EChartsType {
  return init(element, undefined, { renderer: "svg" });
}

/** Draws or redraws: received and finished as lines above, new alerts as bars below, over the same days. */
export function draw(chart: EChartsType, days: readonly Schemas["DayFigures"][], words: TrendWords): void {
  const ink = token("--mj-ink-3");
  const axis = { axisLine: { lineStyle: { color: token("--mj-line-strong") } }, axisTick: { show: false } };
  const value = { type: "value" as const, minInterval: 1, splitNumber: 3, axisLabel: { color: ink }, splitLine: { lineStyle: { color: token("--mj-line") } } };
  const category = { type: "category" as const, data: days.map((day) => day.date), boundaryGap: true, ...axis };
  const line = (name: string, key: "received" | "finished", colour: string, dashed: boolean) => ({
    name,
    type: "line" as const,
    data: days.map((day) => day[key]),
    showSymbol: false,
    lineStyle: { color: colour, width: 2, type: dashed ? ("dashed" as const) : ("solid" as const) },
    itemStyle: { color: colour },
  });
  chart.setOption(
    {
      animation: false,
      aria: { enabled: true, label: { description: words.summary } },
      textStyle: { fontFamily: token("--mj-font") },
      grid: [
        { left: 44, right: 12, top: 10, height: "48%" },
        { left: 44, right: 12, top: "68%", bottom: 24 },
      ],
      tooltip: { trigger: "axis", backgroundColor: token("--mj-paper"), borderColor: token("--mj-line-strong"), textStyle: { color: token("--mj-ink") }, axisPointer: { link: [{ xAxisIndex: "all" }] } },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      xAxis: [
        { ...category, gridIndex: 0, axisLabel: { show: false } },
        { ...category, gridIndex: 1, axisLabel: { color: ink, hideOverlap: true, formatter: (date: string) => date.slice(5) } },
      ],
      yAxis: [
        { ...value, gridIndex: 0 },
        { ...value, gridIndex: 1, splitNumber: 2 },
      ],
      series: [
        line(words.received, "received", token("--mj-primary"), false),
        line(words.finished, "finished", token("--mj-good"), true),
        { name: words.alerts, type: "bar", xAxisIndex: 1, yAxisIndex: 1, data: days.map((day) => day.alerts), itemStyle: { color: token("--mj-warn") }, barMaxWidth: 10 },
      ],
    },
    true,
  );
}
