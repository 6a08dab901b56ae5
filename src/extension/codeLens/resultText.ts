import type { LastRun, RunSummary } from '../../protocol/serverMessages';
import { age } from './age';

/** What a lens says of a run: "mCE_Lp 27.2 % [23.8 %, 31.0 %], clean error 2.1 %, 3 days ago". */
export function resultText({ mceLp, clean, finished }: RunSummary, modelWrittenSince: boolean, now: number): string {
  const figures =
    mceLp.value === null ? [`clean error ${percent(clean.error)} ${interval(clean)}`] : [`mCE_Lp ${percent(mceLp.value)} ${interval(mceLp)}`, `clean error ${percent(clean.error)}`];
  const since = modelWrittenSince ? ['model written since'] : [];
  return [...figures, age((now - Date.parse(finished)) / 1000), ...since].join(', ');
}

/** What the pointer over it shows: what the figures are about, and what they are worth now. */
export function resultDetail({ model, data, suite, clean, finished }: RunSummary, modelWrittenSince: LastRun['modelWrittenSince']): string {
  const lines = [
    `Model ${model}`,
    `Data ${data}, ${clean.n} images; suite ${suite}`,
    `Finished ${new Date(finished).toLocaleString()}; 95 % intervals`,
    ...(modelWrittenSince ? ["The model's files are newer than this result. Evaluating again tells whether their content is."] : []),
    'Opens the report',
  ];
  return lines.join('\n');
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)}\u00a0%`;
}

function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${percent(low)}, ${percent(high)}]`;
}
