import { t } from '@vscode/l10n';
import { Chart, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip, type ChartConfiguration, type ChartData, type Plugin } from 'chart.js';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { epsilonMeaning, epsilonText, lawName, percent, shortEpsilon } from '../components/figures';
import { onThemeChange, themeColours, type ThemeColours } from '../components/themeColours';
import type { Curve, CurvePoint } from './curves';

Chart.register(Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);

type Point = { readonly x: number; readonly y: number };
type LineChart = Chart<'line', Point[]>;

/** Position of each line among the chart's data. */
const line = { error: 0, low: 1, high: 2, clean: 3 } as const;

/** One norm's error against epsilon: the line, the band of its 95 % intervals, the clean error and the imperceptible range. */
@customElement('lpr-curve-chart')
export class CurveChart extends LitElement {
  static override styles = css`
    :host { display: block; min-width: 0; }
    h3 { margin: 0 0 0.25rem; font-size: 1em; font-weight: 600; }
    .canvas { position: relative; height: 13rem; }
  `;

  @property({ attribute: false }) curve: Curve | undefined;
  /** Top of the error scale, shared with the other charts. */
  @property({ attribute: false }) top = 1;

  private chart: LineChart | undefined;

  constructor() {
    super();
    onThemeChange(this, () => {
      // Colours that elements have worked out for themselves outlive an update.
      this.forgetChart();
      this.draw();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forgetChart();
  }

  override render(): unknown {
    if (this.curve === undefined) return html``;
    const name = lawName(this.curve.law);
    return html`
      <h3>${name}</h3>
      <div class="canvas"><canvas role="img" aria-label=${describe(name, this.curve.points)}></canvas></div>
    `;
  }

  override updated(): void {
    this.draw();
  }

  private forgetChart(): void {
    this.chart?.destroy();
    this.chart = undefined;
  }

  private draw(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas === null || this.curve === undefined) return;
    const { type, data, options, plugins } = configurationOf(this.curve, this.top, themeColours());
    if (this.chart === undefined) {
      this.chart = new Chart(canvas, { type, data, options, plugins });
    } else {
      // The lines keep their identity, so that only what has changed is drawn anew.
      this.chart.data.datasets.forEach((dataset, index) => Object.assign(dataset, data.datasets[index]));
      this.chart.options = options;
      Object.assign(this.chart.config.plugins?.[0] ?? {}, plugins[0]);
      this.chart.update('none');
    }
  }
}

/** The curve in a sentence, for those who do not see it; the table has every number. */
function describe(name: string, points: readonly CurvePoint[]): string {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.epsilon === 0) return t('{0}: nothing evaluated yet.', name);
  return t('{0}: error from {1} on clean images to {2} at epsilon {3}.', name, percent(first.error), percent(last.error), epsilonText(last.epsilon));
}

function configurationOf({ law, points, imperceptibleUpTo }: Curve, top: number, colours: ThemeColours) {
  const last = points.at(-1)?.epsilon ?? 1;
  const along = (value: (point: CurvePoint) => number): Point[] => points.map((point) => ({ x: point.epsilon, y: value(point) }));
  const clean = points[0]?.error ?? 0;
  const edge = { pointRadius: 0, pointHitRadius: 0, borderWidth: 1, borderColor: colours.bandEdge, borderDash: [2, 3] };
  const data: ChartData<'line', Point[]> = {
    datasets: [
      { data: along(({ error }) => error), borderColor: colours.line, backgroundColor: colours.line, borderWidth: 2, pointRadius: 2.5, pointHitRadius: 12, clip: 4 },
      { ...edge, data: along(({ low }) => low), fill: line.high, backgroundColor: colours.band },
      { ...edge, data: along(({ high }) => high) },
      { ...edge, data: [{ x: 0, y: clean }, { x: last, y: clean }], borderColor: colours.reference, borderDash: [6, 4] },
    ],
  };
  const ticks = { color: colours.faintText, maxRotation: 0 };
  const options: NonNullable<ChartConfiguration<'line', Point[]>['options']> = {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    parsing: false,
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        type: 'linear',
        min: 0,
        title: { display: true, text: t('epsilon: {0}', epsilonMeaning(law.norm)), color: colours.faintText, padding: 0 },
        ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => shortEpsilon(Number(value)) },
        grid: { color: colours.grid },
        border: { color: colours.grid },
      },
      y: {
        min: 0,
        max: top,
        ticks: { ...ticks, maxTicksLimit: 6, callback: (value) => `${Math.round(Number(value) * 100)}\u00a0%` },
        grid: { color: colours.grid },
        border: { color: colours.grid },
      },
    },
    plugins: {
      tooltip: {
        filter: (item) => item.datasetIndex === line.error,
        displayColors: false,
        callbacks: {
          title: ([item]) => (item === undefined ? '' : titleOf(points[item.dataIndex])),
          label: (item) => labelOf(points[item.dataIndex]),
        },
      },
    },
  };
  return { type: 'line' as const, data, options, plugins: [shadeUpTo(imperceptibleUpTo, colours.shade)] };
}

const titleOf = (point: CurvePoint | undefined) => (point === undefined ? '' : point.epsilon === 0 ? t('Clean images') : t('epsilon {0}', epsilonText(point.epsilon)));
const labelOf = (point: CurvePoint | undefined) =>
  point === undefined ? '' : [t('error {0}', percent(point.error)), t('95 % interval {0} to {1}', percent(point.low), percent(point.high))];

/** Shades the epsilons that are too weak to see, behind the lines. */
function shadeUpTo(epsilon: number, colour: string): Plugin<'line'> {
  return {
    id: 'imperceptible',
    beforeDatasetsDraw: ({ ctx, chartArea, scales }) => {
      const right = Math.min(chartArea.right, scales['x']?.getPixelForValue(epsilon) ?? chartArea.left);
      if (right <= chartArea.left) return;
      ctx.save();
      ctx.fillStyle = colour;
      ctx.fillRect(chartArea.left, chartArea.top, right - chartArea.left, chartArea.bottom - chartArea.top);
      ctx.restore();
    },
  };
}
