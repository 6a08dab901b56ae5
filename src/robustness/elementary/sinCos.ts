/*
 * Sine and cosine by their series after reduction to a quarter turn: + - * / and Math.round only, so that every engine
 * returns the same bits.
 */

// Half of pi in two parts: the first has 33 significant bits, so that its products with small whole numbers are exact.
const halfPiHigh = 1.57079632673412561417;
const halfPiLow = 6.07710050650619224932e-11;

/** Sine of an angle in radians; absolute error below 10^-15 for angles up to a thousand. */
export const sine = (x: number): number => ofQuarter(x, 0);

/** Cosine of an angle in radians; absolute error below 10^-15 for angles up to a thousand. */
export const cosine = (x: number): number => ofQuarter(x, 1);

function ofQuarter(x: number, ahead: number): number {
  const turns = Math.round(x / (halfPiHigh + halfPiLow));
  const rest = x - turns * halfPiHigh - turns * halfPiLow;
  switch ((turns + ahead) & 3) {
    case 0:
      return sineSeries(rest);
    case 1:
      return cosineSeries(rest);
    case 2:
      return -sineSeries(rest);
    default:
      return -cosineSeries(rest);
  }
}

/** For |x| up to pi / 4 the term after the last is below 10^-17. */
function sineSeries(x: number): number {
  const z = x * x;
  let sum = 0;
  for (let k = 17; k >= 3; k -= 2) sum = (-z / (k * (k - 1))) * (1 + sum);
  return x + x * sum;
}

function cosineSeries(x: number): number {
  const z = x * x;
  let sum = 0;
  for (let k = 18; k >= 2; k -= 2) sum = (-z / (k * (k - 1))) * (1 + sum);
  return 1 + sum;
}
