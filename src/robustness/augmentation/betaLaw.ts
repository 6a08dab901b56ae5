import { exp, ln } from '../elementary';
import type { RandomStream } from '../randomStream';

/** A number of the law N(0, 1), by the polar method (Marsaglia and Bray 1964). */
function nextNormal(stream: RandomStream): number {
  for (;;) {
    const u = 2 * stream.nextUniform() - 1;
    const v = 2 * stream.nextUniform() - 1;
    const s = u * u + v * v;
    if (s < 1) return u * Math.sqrt((-2 * ln(s)) / s);
  }
}

/**
 * Natural logarithm of a number of the law Gamma(shape, 1) (Marsaglia and Tsang 2000). The logarithm, because at the
 * shapes of mixing laws (0.2, say) and below, the number itself may be too small for a double.
 *
 * @param shape above 0
 */
export function nextLogGamma(shape: number, stream: RandomStream): number {
  if (shape < 1) return nextLogGamma(shape + 1, stream) + ln(stream.nextUniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = nextNormal(stream);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (ln(stream.nextUniform()) < 0.5 * x * x + d - d * v + d * ln(v)) return ln(d * v);
  }
}

/** A number of the law Beta(a, b), a and b above 0. It may be 0 or 1 where these are small. */
export function nextBeta(a: number, b: number, stream: RandomStream): number {
  const one = nextLogGamma(a, stream);
  const other = nextLogGamma(b, stream);
  return 1 / (1 + exp(other - one));
}

/** Weights of the symmetric Dirichlet law: `count` numbers from 0 on whose sum is 1. */
export function nextDirichlet(alpha: number, count: number, stream: RandomStream): number[] {
  const logarithms = Array.from({ length: count }, () => nextLogGamma(alpha, stream));
  const largest = Math.max(...logarithms);
  const numbers = logarithms.map((logarithm) => exp(logarithm - largest));
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return numbers.map((number) => number / total);
}
