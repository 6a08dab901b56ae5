import type { Estimate, Report } from '../report';

export interface HeadLine {
  readonly label: string;
  readonly value: string;
}

/** What a reader must know before the numbers: model, data, how many images, seed, suite, backend. */
export function headLines(report: Report): readonly HeadLine[] {
  const { model, data, backend, suite } = report;
  const published = { paper: "the paper's epsilons", equivalent: "the paper's epsilons, scaled to this image size", user: 'as written in its file' };
  const origin = report.cells.length === 0 && suite.origin !== 'user' ? 'the published severities' : published[suite.origin];
  const draws = report.draws === 1 ? '' : `, ${report.draws} draws each`;
  return [
    { label: 'Model', value: `${model.path} (${model.input.height} x ${model.input.width} x ${model.input.channels}, ${model.classCount} classes)` },
    { label: 'Data', value: `${data.source}, ${data.split}: ${report.clean.n} of ${data.count} images${draws}` },
    ...(data.corrupted === undefined ? [] : [{ label: 'Corruptions', value: `as stored in ${data.corrupted}` }]),
    { label: 'Suite', value: `${suite.name}, ${origin}` },
    { label: 'Seed', value: String(report.seed) },
    { label: 'Backend', value: `${backend.name} (${backend.device})` },
  ];
}

export interface Headline {
  readonly label: string;
  readonly key: string;
  readonly estimate: Estimate;
}

/** The figures over the whole suite, by the name people know them by: those that the suite can give. */
export function headlines({ cells, common, mceLp, ice, calibration }: Report): readonly Headline[] {
  const ofNorms = [
    { label: 'mCE_Lp', key: 'mceLp', estimate: mceLp },
    { label: 'iCE', key: 'ice', estimate: ice },
  ];
  const ofCommon = common && [
    { label: 'mCE', key: 'mce', estimate: common.mce.all },
    { label: 'mCE, benchmark', key: 'mceBenchmark', estimate: common.mce.benchmark },
    { label: 'mCE / AlexNet', key: 'mceBenchmarkNormalised', estimate: common.mce.benchmarkNormalised },
    ...(common.mce.benchmarkRelative === undefined ? [] : [{ label: 'Relative mCE / AlexNet', key: 'mceBenchmarkRelative', estimate: common.mce.benchmarkRelative }]),
    { label: 'mCE without noise', key: 'mceWithoutNoise', estimate: common.mce.withoutNoise },
  ];
  return [...(common !== undefined && cells.length === 0 ? [] : ofNorms), ...(ofCommon ?? []), { label: 'Calibration error', key: 'calibration', estimate: calibration }];
}
