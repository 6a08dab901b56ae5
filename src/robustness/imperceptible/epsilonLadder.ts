const levelsEachWay = 8;

/**
 * Epsilons to try, ascending: the anchor times powers of the square root of 2, from a sixteenth of it to sixteen times it, as far as the
 * largest allows.
 *
 * @param largest largest epsilon that can be sampled: 1 for L0
 */
export function epsilonLadder(anchor: number, largest: number): number[] {
  const half = Math.SQRT2;
  const levels: number[] = [];
  for (let level = -levelsEachWay; level <= levelsEachWay; level += 1) {
    // Two levels are a factor of 2, exactly.
    const whole = Math.floor(level / 2);
    let epsilon = anchor * (level - 2 * whole === 1 ? half : 1);
    for (let doubling = 0; doubling < Math.abs(whole); doubling += 1) epsilon = whole < 0 ? epsilon / 2 : epsilon * 2;
    const rounded = Number(epsilon.toPrecision(4));
    if (rounded <= largest) levels.push(rounded);
  }
  return levels;
}
