/** How the lines of one thing look: all have its colour and marker. */
export interface LineLook {
  /** Number of the thing, from 0. */
  readonly group: number;
  readonly dashed: boolean;
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

export interface PlotSeries {
  readonly name: string;
  /** `steps` holds each value until the next x, as a distribution function does. */
  readonly shape: 'line' | 'steps' | 'bars';
  readonly points: readonly PlotPoint[];
  /** Half of the band's height around the line, or its edges; cut at the ends of the axis. */
  /** Where several lines are of one thing: its number, which gives them one colour and one marker, and whether this one is dashed. Default: each line has a style of its own. */
  readonly look?: LineLook;
  readonly band?: number | { readonly low: readonly PlotPoint[]; readonly high: readonly PlotPoint[] };
}

/** A value of x that means something, drawn as a dashed line with its name. */
export interface PlotMark {
  readonly x: number;
  readonly name: string;
}

/** What a chart shows; its twin in text stands beside it. */
export interface Plot {
  /** In a sentence, for those who do not see it. */
  readonly description: string;
  readonly series: readonly PlotSeries[];
  readonly marks?: readonly PlotMark[];
  /** False where the page says once for several charts what their lines are. */
  readonly hasKeys?: boolean;
  readonly x: { readonly title: string; readonly from: number; readonly to: number; readonly logarithmic?: boolean; readonly format: (value: number) => string };
  /** Values from 0 on unless it says from where. */
  readonly y: { readonly title: string; readonly from?: number; readonly to: number; readonly format: (value: number) => string };
}
