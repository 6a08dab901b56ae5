/** Lengths of a step to the side, diagonally, and of a knight's move, fitted to the Euclidean distance (Borgefors 1986). */
const stepLengths = [
  [0, -1, 1],
  [-1, 0, 1],
  [-1, -1, 1.4],
  [-1, 1, 1.4],
  [-1, -2, 2.1969],
  [-1, 2, 2.1969],
  [-2, -1, 2.1969],
  [-2, 1, 2.1969],
] as const;

/** Chamfer distance of each place from the nearest edge, in pixels; Infinity where there is no edge. */
export function edgeDistance(edges: Uint8Array, height: number, width: number): Float64Array {
  const distance = Float64Array.from(edges, (edge) => (edge === 1 ? 0 : Infinity));
  // Once from the top left, once back.
  for (const direction of [1, -1]) {
    for (let k = 0; k < distance.length; k++) {
      const at = direction === 1 ? k : distance.length - 1 - k;
      const [y, x] = [Math.floor(at / width), at % width];
      let least = distance[at] as number;
      for (const [dy, dx, length] of stepLengths) {
        const [ny, nx] = [y + direction * dy, x + direction * dx];
        if (ny < 0 || ny >= height || nx < 0 || nx >= width) continue;
        least = Math.min(least, (distance[ny * width + nx] as number) + length);
      }
      distance[at] = least;
    }
  }
  return distance;
}
