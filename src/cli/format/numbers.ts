import { intervalText, lawText, percent } from '../../engine/report/figureText';
import type { ErrorEstimate, Estimate, Report } from '../../protocol/report';

export { intervalText, lawText, percent };

/** An error with its interval, or a dash while no image is finished. */
export function errorText(estimate: ErrorEstimate): readonly [error: string, interval: string] {
  return estimate.n === 0 ? ['-', '-'] : [percent(estimate.error), intervalText(estimate)];
}

export function estimateText(estimate: Estimate): string {
  return estimate.value === null ? `not defined: ${estimate.reason}` : `${percent(estimate.value)}  ${intervalText(estimate)}`;
}

/** A measured size in four significant digits, without an exponent where that stays short. Epsilons are shown as asked. */
export function sizeText(size: number): string {
  return size === 0 || (size >= 1e-4 && size < 1e9) ? String(Number(size.toPrecision(4))) : size.toPrecision(4);
}

export interface HeadLine {
  readonly label: string;
  readonly value: string;
}

/** What a reader must know before the numbers: model, data, how many images, seed, suite, backend. */
export function headLines(report: Report): readonly HeadLine[] {
  const { model, data, backend, suite } = report;
  const origin = { paper: "the paper's epsilons", equivalent: "the paper's epsilons, scaled to this image size", user: 'as written in its file' }[suite.origin];
  const draws = report.draws === 1 ? '' : `, ${report.draws} draws each`;
  return [
    { label: 'Model', value: `${model.path} (${model.input.height} x ${model.input.width} x ${model.input.channels}, ${model.classCount} classes)` },
    { label: 'Data', value: `${data.source}, ${data.split}: ${report.clean.n} of ${data.count} images${draws}` },
    { label: 'Suite', value: `${suite.name}, ${origin}` },
    { label: 'Seed', value: String(report.seed) },
    { label: 'Backend', value: `${backend.name} (${backend.device})` },
  ];
}

/** The figures over the whole suite, by the name people know them by. */
export function headlines(report: Report): readonly { readonly label: string; readonly key: string; readonly estimate: Estimate }[] {
  return [
    { label: 'mCE_Lp', key: 'mceLp', estimate: report.mceLp },
    { label: 'iCE', key: 'ice', estimate: report.ice },
    { label: 'Calibration error', key: 'calibration', estimate: report.calibration },
  ];
}
