import { placeWithin } from './border';

/** tan(22.5 degrees). */
const slopeOf22Degrees = Math.SQRT2 - 1;

/**
 * Edges by Canny's method (1986): Sobel gradients with the sum of their absolute values as strength, thinned to
 * the strongest across the edge, and kept where they hang together with one above `high`.
 *
 * @param levels height x width grey levels
 * @returns 1 on edges, else 0
 */
export function cannyEdges(levels: Uint8Array, height: number, width: number, low: number, high: number): Uint8Array {
  const { right, down, strength } = gradients(levels, height, width);
  const strengthAt = (y: number, x: number): number => (y < 0 || y >= height || x < 0 || x >= width ? 0 : (strength[y * width + x] as number));
  const isCandidate = new Uint8Array(levels.length);
  const edges = new Uint8Array(levels.length);
  const growing: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const own = strength[at] as number;
      if (own <= low || !isRidge(own, right[at] as number, down[at] as number, (dy, dx) => strengthAt(y + dy, x + dx))) continue;
      isCandidate[at] = 1;
      if (own > high) {
        edges[at] = 1;
        growing.push(at);
      }
    }
  }
  for (let at = growing.pop(); at !== undefined; at = growing.pop()) {
    const [y, x] = [Math.floor(at / width), at % width];
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const neighbour = ny * width + nx;
        if (isCandidate[neighbour] === 0 || edges[neighbour] === 1) continue;
        edges[neighbour] = 1;
        growing.push(neighbour);
      }
    }
  }
  return edges;
}

function gradients(levels: Uint8Array, height: number, width: number): { right: Int32Array; down: Int32Array; strength: Int32Array } {
  const right = new Int32Array(levels.length);
  const down = new Int32Array(levels.length);
  const strength = new Int32Array(levels.length);
  for (let y = 0; y < height; y++) {
    const rows = [y - 1, y, y + 1].map((row) => placeWithin(row, height, 'nearest') * width) as [number, number, number];
    for (let x = 0; x < width; x++) {
      const [left, after] = [placeWithin(x - 1, width, 'nearest'), placeWithin(x + 1, width, 'nearest')];
      const at = (row: 0 | 1 | 2, column: number): number => levels[rows[row] + column] as number;
      const gx = at(0, after) + 2 * at(1, after) + at(2, after) - at(0, left) - 2 * at(1, left) - at(2, left);
      const gy = at(2, left) + 2 * at(2, x) + at(2, after) - at(0, left) - 2 * at(0, x) - at(0, after);
      right[y * width + x] = gx;
      down[y * width + x] = gy;
      strength[y * width + x] = Math.abs(gx) + Math.abs(gy);
    }
  }
  return { right, down, strength };
}

/** Whether a strength is the largest of the three across the edge. Of two equal neighbours along an axis the later one counts. */
function isRidge(own: number, gx: number, gy: number, at: (dy: number, dx: number) => number): boolean {
  const [x, y] = [Math.abs(gx), Math.abs(gy)];
  if (y < x * slopeOf22Degrees) return own > at(0, -1) && own >= at(0, 1);
  if (y > x * (slopeOf22Degrees + 2)) return own > at(-1, 0) && own >= at(1, 0);
  const side = gx < 0 === gy < 0 ? 1 : -1;
  return own > at(-1, -side) && own > at(1, side);
}
