import { describe, expect, it } from 'vitest';
import { ProgressLine } from '../../../src/cli/progressLine';
import type { RunProgress } from '../../../src/protocol/run';

function shown(isTTY: boolean, states: readonly RunProgress[]): string {
  let text = '';
  const line = new ProgressLine({ isTTY, columns: 40, write: (part: string) => (text += part) });
  for (const state of states) line.show(state);
  line.clear();
  return text;
}

const evaluating = (done: number, secondsLeft?: number): RunProgress => ({ phase: 'evaluating', done, total: 10_000, ...(secondsLeft === undefined ? {} : { secondsLeft }) });

describe('progress on the command line', () => {
  it('is a line now and then where nobody watches', () => {
    const states = Array.from({ length: 101 }, (_, i) => evaluating(i * 100, i < 2 ? undefined : (100 - i) * 60));
    const lines = shown(false, [{ phase: 'starting', message: 'Opening' }, ...states, { phase: 'finishing', message: 'Closing' }]).split('\n');
    expect(lines).toEqual([
      'Opening',
      'Evaluating: 10 % (1,000 of 10,000 predictions, 1 h 30 min left)',
      ...[80, 70, 60].map((minutes, i) => `Evaluating: ${(i + 2) * 10} % (${i + 2},000 of 10,000 predictions, 1 h ${minutes - 60} min left)`),
      ...[50, 40, 30, 20, 10].map((minutes, i) => `Evaluating: ${(i + 5) * 10} % (${i + 5},000 of 10,000 predictions, ${minutes} min left)`),
      'Evaluating: 100 % (10,000 of 10,000 predictions, 0 s left)',
      'Closing',
      '',
    ]);
  });

  it('is one line that fits the terminal and is taken away at the end', () => {
    const text = shown(true, [{ phase: 'starting', message: 'Opening the model and the data, which are large' }, evaluating(5000, 12)]);
    expect(text).not.toContain('\n');
    const updates = text.split('\r\u001B[2K');
    expect(updates.slice(0, 2)).toEqual(['', 'Opening the model and the data, which a']);
    expect(updates.at(-1)).toBe('');
    for (const update of updates) expect(update.length).toBeLessThan(40);
  });
});
