import { BarController, BarElement, Chart, Filler, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip, type ChartConfiguration, type ChartDataset, type Plugin } from 'chart.js';
import { color } from 'chart.js/helpers';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { groupStyle, isHighContrast, lineStyle, type LineStyle } from './lineStyle';
import type { Plot, PlotMark, PlotPoint, PlotSeries } from './plot';
import { onThemeChange, themeColours, type ThemeColours } from './themeColours';

Chart.register(BarController, BarElement, Filler, LinearScale, LogarithmicScale, LineController, LineElement, PointElement, Tooltip);

/** Of a longer line only some points are marked. */
const mostMarkers = 30;

type PlotConfiguration = ChartConfiguration<'line' | 'bar', PlotPoint[]>;

/** Lines, steps or bars over a number, with bands and marks, in the colours of the theme. */
@customElement('lpr-plot-chart')
export class PlotChart extends LitElement {
  static override styles = css`
    :host { display: block; min-width: 0; }
    .canvas { position: relative; height: var(--plot-height, 16rem); }
    ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 0.5rem; padding: 0; list-style: none; color: var(--vscode-descriptionForeground); }
    li { display: flex; align-items: center; gap: 0.4rem; }
    svg { flex: none; }
  `;

  @property({ attribute: false }) plot: Plot | undefined;

  private chart: Chart<'line' | 'bar', PlotPoint[]> | undefined;

  constructor() {
    super();
    onThemeChange(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forgetChart();
  }

  override render(): unknown {
    const { plot } = this;
    if (plot === undefined) return html``;
    const keys = plot.series.map(({ name }, index) => ({ name, ...lineStyle(index) }));
    return html`
      ${keys.length < 2 || plot.hasKeys === false
        ? html``
        : html`<ul>${keys.map(({ name, colour, dash }) => html`<li><svg width="28" height="6" aria-hidden="true"><line x1="0" y1="3" x2="28" y2="3" stroke=${colour} stroke-width="2" stroke-dasharray=${dash.join(' ')}></line></svg>${name}</li>`)}</ul>`}
      <div class="canvas"><canvas role="img" aria-label=${plot.description}></canvas></div>
    `;
  }

  /** A chart keeps colours that it has worked out: it is made anew. */
  override updated(): void {
    this.forgetChart();
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas !== null && this.plot !== undefined) this.chart = new Chart(canvas, configurationOf(this.plot, themeColours()));
  }

  private forgetChart(): void {
    this.chart?.destroy();
    this.chart = undefined;
  }
}

function configurationOf(plot: Plot, colours: ThemeColours): PlotConfiguration {
  const { x, y } = plot;
  const ticks = { color: colours.faintText, maxRotation: 0, maxTicksLimit: 7 };
  const title = (text: string) => ({ display: text !== '', text, color: colours.faintText, padding: 0 });
  const lines = { grid: { color: colours.grid }, border: { color: colours.grid } };
  const named = plot.series.flatMap((series) => (series.band === undefined ? [series] : [series, undefined, undefined]));
  return {
    type: plot.series[0]?.shape === 'bars' ? 'bar' : 'line',
    data: { datasets: plot.series.flatMap(datasetsOf(plot)) },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: { type: x.logarithmic === true ? 'logarithmic' : 'linear', min: x.from, max: x.to, title: title(x.title), ticks: { ...ticks, includeBounds: false, callback: (value) => x.format(Number(value)) }, ...lines },
        y: { type: 'linear', min: y.from ?? 0, max: y.to, title: title(y.title), ticks: { ...ticks, callback: (value) => y.format(Number(value)) }, ...lines },
      },
      plugins: {
        tooltip: {
          displayColors: false,
          filter: (item) => named[item.datasetIndex] !== undefined,
          callbacks: {
            title: ([item]) => (item === undefined ? '' : x.format(item.parsed.x ?? 0)),
            label: (item) => `${named[item.datasetIndex]?.name ?? ''} ${y.format(item.parsed.y ?? 0)}`.trim(),
          },
        },
      },
    },
    plugins: [marksOf(plot.marks ?? [], colours)],
  };
}

/** A line, and around it, where it has a band, the band's edges with what is between them filled. */
function datasetsOf(plot: Plot) {
  return ({ shape, points, band, look }: PlotSeries, index: number): ChartDataset<'line' | 'bar', PlotPoint[]>[] => {
    const { colour, dash, marker }: LineStyle = look === undefined ? lineStyle(index) : groupStyle(look);
    const data = [...points];
    if (shape === 'bars') return [{ type: 'bar', data, backgroundColor: colour, barPercentage: 1, categoryPercentage: 1, grouped: false }];
    const between = Math.ceil(points.length / mostMarkers);
    const marked = marker === undefined ? { pointRadius: 0 } : { pointStyle: marker, pointRadius: ({ dataIndex }: { dataIndex: number }) => (dataIndex % between === 0 ? 4 : 0) };
    const line = { type: 'line' as const, ...marked, pointHitRadius: 8, borderJoinStyle: 'round' as const, stepped: shape === 'steps' ? ('before' as const) : false };
    const main = { ...line, data, borderColor: colour, backgroundColor: colour, borderWidth: 2, borderDash: [...dash] };
    if (band === undefined) return [main];
    const edge = { ...line, pointHitRadius: 0, borderWidth: 1, borderColor: isHighContrast() ? colour : 'transparent', borderDash: [2, 3] };
    const cut = ({ x, y }: PlotPoint) => ({ x, y: Math.min(plot.y.to, Math.max(plot.y.from ?? 0, y)) });
    const shifted = (by: number) => data.map(({ x, y }) => ({ x, y: y + by }));
    const { low, high } = typeof band === 'number' ? { low: shifted(-band), high: shifted(band) } : band;
    return [main, { ...edge, data: low.map(cut), fill: '+1', backgroundColor: color(colour).alpha(0.18).rgbString() }, { ...edge, data: high.map(cut) }];
  };
}

function marksOf(marks: readonly PlotMark[], colours: ThemeColours): Plugin<'line' | 'bar'> {
  return {
    id: 'marks',
    afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
      ctx.save();
      ctx.strokeStyle = colours.reference;
      ctx.fillStyle = colours.text;
      ctx.font = `11px ${getComputedStyle(document.body).fontFamily}`;
      ctx.setLineDash([4, 4]);
      for (const [index, { x, name }] of marks.entries()) {
        const at = scales['x']?.getPixelForValue(x) ?? NaN;
        if (!(at >= chartArea.left && at <= chartArea.right)) continue;
        ctx.beginPath();
        ctx.moveTo(at, chartArea.top);
        ctx.lineTo(at, chartArea.bottom);
        ctx.stroke();
        const isLeft = at > (chartArea.left + chartArea.right) / 2;
        ctx.textAlign = isLeft ? 'right' : 'left';
        ctx.fillText(name, at + (isLeft ? -4 : 4), chartArea.top + 12 + 14 * index);
      }
      ctx.restore();
    },
  };
}
