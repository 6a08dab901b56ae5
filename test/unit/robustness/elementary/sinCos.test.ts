import { expect, it } from 'vitest';
import { cosine, sine } from '../../../../src/robustness/elementary/sinCos';

it('sine and cosine are within 1e-15 of the engine\'s own over a thousand radians, and exact where they must be', () => {
  let worst = 0;
  for (let k = -20_000; k <= 20_000; k++) {
    const x = k * 0.05003;
    worst = Math.max(worst, Math.abs(sine(x) - Math.sin(x)), Math.abs(cosine(x) - Math.cos(x)));
  }
  expect(worst).toBeLessThan(1e-15);
  expect([sine(0), cosine(0), cosine(Math.PI), sine(Math.PI / 2)]).toEqual([0, 1, -1, 1]);
  expect(Math.abs(sine(Math.PI) - Math.sin(Math.PI))).toBeLessThan(1e-26);
});
