/*
 * The discrete cosine transform of 8 x 8 blocks and its inverse in whole numbers, by the algorithm of Loeffler, Ligtenberg
 * and Moschytz (1989) with 11 multiplications a row: the accurate method of the Independent JPEG Group's library, with
 * its scaling and rounding, so that the same quality loses the same details.
 */

const fractionBits = 13;
/** Bits kept between the passes. */
const extraBits = 2;
const fixed = (x: number): number => Math.round(x * (1 << fractionBits));

const [f0298, f0390, f0541, f0765, f0899, f1175] = [0.298631336, 0.390180644, 0.5411961, 0.765366865, 0.899976223, 1.175875602].map(fixed) as [number, number, number, number, number, number];
const [f1501, f1847, f1961, f2053, f2562, f3072] = [1.501321110, 1.847759065, 1.961570560, 2.053119869, 2.562915447, 3.072711026].map(fixed) as [number, number, number, number, number, number];

const descale = (x: number, bits: number): number => (x + (1 << (bits - 1))) >> bits;

/** Transforms a block in place; the coefficients are 8 times those of the orthonormal transform. */
export function forwardTransform(block: Int32Array): void {
  for (let row = 0; row < 64; row += 8) forwardPass(block, row, 1, fractionBits - extraBits, -extraBits);
  for (let column = 0; column < 8; column++) forwardPass(block, column, 8, fractionBits + extraBits, extraBits);
}

function forwardPass(d: Int32Array, at: number, step: number, bits: number, plainBits: number): void {
  const get = (k: number): number => d[at + k * step] as number;
  const put = (k: number, value: number): void => void (d[at + k * step] = value);
  const plain = (x: number): number => (plainBits < 0 ? x << -plainBits : descale(x, plainBits));
  const [s0, s1, s2, s3] = [get(0) + get(7), get(1) + get(6), get(2) + get(5), get(3) + get(4)];
  const [d0, d1, d2, d3] = [get(0) - get(7), get(1) - get(6), get(2) - get(5), get(3) - get(4)];
  const [e0, e3, e1, e2] = [s0 + s3, s0 - s3, s1 + s2, s1 - s2];
  put(0, plain(e0 + e1));
  put(4, plain(e0 - e1));
  const z = (e2 + e3) * f0541;
  put(2, descale(z + e3 * f0765, bits));
  put(6, descale(z - e2 * f1847, bits));
  const z5 = (d3 + d1 + d2 + d0) * f1175;
  const z1 = -(d3 + d0) * f0899;
  const z2 = -(d2 + d1) * f2562;
  const z3 = z5 - (d3 + d1) * f1961;
  const z4 = z5 - (d2 + d0) * f0390;
  put(7, descale(d3 * f0298 + z1 + z3, bits));
  put(5, descale(d2 * f2053 + z2 + z4, bits));
  put(3, descale(d1 * f3072 + z2 + z3, bits));
  put(1, descale(d0 * f1501 + z1 + z4, bits));
}

/** Undoes the transform in place, from orthonormal coefficients. */
export function inverseTransform(block: Int32Array): void {
  for (let column = 0; column < 8; column++) inversePass(block, column, 8, fractionBits - extraBits);
  for (let row = 0; row < 64; row += 8) inversePass(block, row, 1, fractionBits + extraBits + 3);
}

function inversePass(d: Int32Array, at: number, step: number, bits: number): void {
  const get = (k: number): number => d[at + k * step] as number;
  const z = (get(2) + get(6)) * f0541;
  const t2 = z - get(6) * f1847;
  const t3 = z + get(2) * f0765;
  const t0 = (get(0) + get(4)) << fractionBits;
  const t1 = (get(0) - get(4)) << fractionBits;
  const even = [t0 + t3, t1 + t2, t1 - t2, t0 - t3] as const;
  const [o0, o1, o2, o3] = [get(7), get(5), get(3), get(1)];
  const z5 = (o0 + o2 + o1 + o3) * f1175;
  const z1 = -(o0 + o3) * f0899;
  const z2 = -(o1 + o2) * f2562;
  const z3 = z5 - (o0 + o2) * f1961;
  const z4 = z5 - (o1 + o3) * f0390;
  const odd = [o3 * f1501 + z1 + z4, o2 * f3072 + z2 + z3, o1 * f2053 + z2 + z4, o0 * f0298 + z1 + z3] as const;
  for (let k = 0; k < 4; k++) {
    d[at + k * step] = descale((even[k] as number) + (odd[k] as number), bits);
    d[at + (7 - k) * step] = descale((even[k] as number) - (odd[k] as number), bits);
  }
}
