import { exp, ln, pow } from '../elementary';

/** Layers of a ziggurat; a layer's number is the low byte of a random word. */
export const layerCount = 256;

/** The positive half of the density exp(-t^p), cut into layers of equal area: see `zigguratTable`. */
export interface ZigguratTable {
  readonly p: number;
  /** Width of each layer divided by 2^23, for a signed 24-bit number. */
  readonly step: Float64Array;
  /** Within this distance of 0 a point of the layer lies under the density wherever its height is. */
  readonly inner: Float64Array;
  /** Density at each layer's lower and, one further on, upper border. */
  readonly density: Float64Array;
  /** Where the tail begins, as t and as t^p. */
  readonly tail: number;
  readonly tailPower: number;
}

const remembered = new Map<number, ZigguratTable>();
const rememberedAtMost = 64;

/**
 * Tables of the ziggurat method (Marsaglia & Tsang 2000) for the density exp(-t^p), t >= 0, which falls monotonically
 * for every p > 0. Layer 0 is the strip under the density at the tail's beginning together with the tail; its width is
 * that of a rectangle of the same area. A few milliseconds; tables are kept for the p last asked for.
 *
 * @param p from 0.1 to 1000
 */
export function zigguratTable(p: number): ZigguratTable {
  const known = remembered.get(p);
  if (known !== undefined) return known;
  const table = makeTable(p);
  if (remembered.size >= rememberedAtMost) remembered.clear();
  remembered.set(p, table);
  return table;
}

function makeTable(p: number): ZigguratTable {
  const width = new Float64Array(layerCount + 1);
  const density = new Float64Array(layerCount + 1);
  // A tail that begins too early makes the layers too thick: they reach 1, the density's maximum, before the last one.
  let tooEarly = Math.max(1 / p, 1) + 1;
  let late = 200;
  for (;;) {
    const middle = (tooEarly + late) / 2;
    if (middle <= tooEarly || middle >= late) break;
    if (stackLayers(p, middle, width, density) > 1) tooEarly = middle;
    else late = middle;
  }
  stackLayers(p, late, width, density);
  width[layerCount] = 0;
  density[layerCount] = 1;
  return {
    p,
    step: width.slice(0, layerCount).map((w) => w / 0x80_0000),
    inner: width.slice(1),
    density,
    tail: width[1] as number,
    tailPower: late,
  };
}

/** Stacks the layers on a tail that begins at t^p = tailPower; returns where the topmost one ends (2: too high early). */
function stackLayers(p: number, tailPower: number, width: Float64Array, density: Float64Array): number {
  const tail = pow(tailPower, 1 / p);
  const tailDensity = exp(-tailPower);
  const area = tail * tailDensity + upperGamma(1 / p, tailPower) / p;
  width[0] = area / tailDensity;
  width[1] = tail;
  density[0] = 0;
  density[1] = tailDensity;
  let top = tailDensity;
  let edge = tail;
  for (let layer = 2; layer < layerCount; layer++) {
    top += area / edge;
    if (top >= 1) return 2;
    edge = pow(-ln(top), 1 / p);
    density[layer] = top;
    width[layer] = edge;
  }
  return top + area / edge;
}

/** The upper incomplete gamma function for x > a + 1 by its continued fraction (Lentz's method), to double precision. */
export function upperGamma(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10_000; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 2e-16) break;
  }
  return exp(-x) * pow(x, a) * fraction;
}
