import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { interruptible } from '../../src/cli/interrupt';
import { ProgressLine } from '../../src/cli/progressLine';
import { cacheFolder } from '../../src/engine/cacheFolder';
import { evaluationJob } from '../../src/engine/evaluationJob';
import { readResult } from '../../src/engine/run/jobFolder';
import { readTransfer } from '../../src/engine/transfer/transferFile';
import { transferJob } from '../../src/engine/transfer/transferJob';
import type { Transfer } from '../../src/protocol/transfer';
import { transferFolder } from '../../src/protocol/transferNames';
import type { RunProgress } from '../../src/protocol/run';
import { trainingReportSchema, type EpochRecord } from '../../src/protocol/training';
import type { TransferReport } from '../../src/protocol/transferReport';
import { reportSchema } from '../../src/protocol/report';
import { claimsFor, judge } from './claims';
import { Evidence, ModelEvidence, type ModelScores, type RunEvidence } from './evidence';
import { keepModel, takeKeptModels } from './keptModels';
import { reproductionPage } from './page';
import { curvesByStrategy, learningCurves, type DrawnModel } from './pictures';
import { transferFigure } from '../../src/figures/transfer';

const file = 'playground/reproduction.lptransfer.json';
/** Where everything that takes long is kept, so that a fresh clone finds it again. */
const workspace = path.join(cacheFolder(), 'reproduction', '.lp-robustness');
const program = path.resolve('dist', 'compute.js');
/** Shown in the two pictures of curves: few enough to be told apart. */
const drawn = ['standard', 'L0', 'L0.5', 'L2', 'Linf', 'C2', 'TA'];

interface Context {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  readonly say: (line: string) => void;
}

async function reproduce({ signal, onProgress, say }: Context): Promise<void> {
  const transfer = await readTransfer(file);
  const trainings = path.join(workspace, 'trainings');
  if (process.argv.includes('--kept')) await takeKeptModels(trainings);
  let keeping = Promise.resolve();
  const { folder, report } = await transferJob(transfer, {
    folder: workspace,
    out: transferFolder(workspace, file),
    computeScript: program,
    signal,
    onProgress,
    onModel: (place, { phase }) => {
      const { strategy, model } = place;
      if (phase === 'trained') keeping = keeping.then(() => keepModel(trainings, transfer, place));
      if (phase === 'trained' || phase === 'evaluated' || phase === 'failed') say(`${transfer.strategies[strategy]?.name ?? ''}, model ${model + 1}: ${phase}`);
    },
  });
  await keeping;
  say(`The transfer report is in ${folder}`);
  const strategies = new Map<string, ModelScores[]>();
  const pictured: DrawnModel[] = [];
  let cleanImages = 0;
  for (const { name, models } of report.strategies) {
    const scores: ModelScores[] = [];
    for (const { seed, model, training, runs } of models) {
      const at = (place: string): string => path.resolve(folder, place);
      const imperceptible = await imperceptibleRun(at(model), transfer, report, { signal, onProgress });
      const lp = await finishedRun(at(runs.lp));
      const common = await finishedRun(at(runs.common ?? ''));
      scores.push(await ModelEvidence.of({ lp, common, imperceptible }, signal));
      cleanImages = imperceptible.report.clean.n;
      if (scores.length === 1 && drawn.includes(name)) pictured.push({ name, report: lp.report, epochs: await epochsOf(at(training ?? '')) });
      say(`${name}, seed ${seed ?? ''}: clean error ${(100 * imperceptible.report.clean.error).toFixed(1)} % on ${imperceptible.report.clean.n} images`);
    }
    strategies.set(name, scores);
  }
  const evidence = new Evidence(strategies);
  const claims = claimsFor(evidence).map((claim) => judge(claim, evidence));
  const machine = `${os.cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${os.availableParallelism()} cores, Node ${process.versions.node}`;
  const pictures = path.join('docs', 'pictures');
  mkdirSync(pictures, { recursive: true });
  writeFileSync(path.join(pictures, 'transfer.svg'), transferFigure(report, 'normalised').svg);
  writeFileSync(path.join(pictures, 'curves.svg'), curvesByStrategy(pictured).svg);
  writeFileSync(path.join(pictures, 'learning-curves.svg'), learningCurves(pictured).svg);
  writeFileSync(path.join('docs', 'reproduction.md'), reproductionPage({ transfer: report, claims, evidence, machine, cleanImages }));
  for (const { claim, verdict } of claims) say(`Claim ${claim.number}: ${verdict}`);
  say('Written: docs/reproduction.md');
}

/** Clean error and iCE on the whole test split: they need more images than a corrupted cell. */
async function imperceptibleRun(model: string, { data, tests }: Transfer, { backend }: TransferReport, { signal, onProgress }: Omit<Context, 'say'>): Promise<RunEvidence> {
  const experiment = { model: { path: model, description: {} }, data, suite: 'imperceptible', split: 'test', seed: tests.seed, draws: tests.draws, backend: backend.name } as const;
  return evaluationJob(experiment, { runsFolder: path.join(workspace, 'runs'), computeScript: program, signal, onProgress });
}

async function finishedRun(folder: string): Promise<RunEvidence> {
  const report = await readResult(folder, 'report.json', reportSchema);
  if (report === undefined) throw new Error(`${folder} has no report`);
  return { folder, report };
}

async function epochsOf(training: string): Promise<readonly EpochRecord[]> {
  return (await readResult(training, 'report.json', trainingReportSchema))?.epochs ?? [];
}

async function main(): Promise<void> {
  const line = new ProgressLine();
  const say = (text: string): void => {
    line.clear();
    process.stderr.write(`${text}\n`);
  };
  say(`Trainings and runs are kept in ${workspace}`);
  try {
    await interruptible((signal) => reproduce({ signal, onProgress: (progress) => line.show(progress), say }));
  } finally {
    line.clear();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
