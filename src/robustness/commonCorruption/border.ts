/**
 * How an image goes on beyond its border.
 * - `nearest`: the last pixel again and again
 * - `reflect`: mirrored about the edge of the last pixel (d c b a | a b c d | d c b a)
 * - `mirror`: mirrored about the centre of the last pixel (d c b | a b c d | c b a)
 */
export type Border = 'nearest' | 'reflect' | 'mirror';

/** The place inside 0 to length - 1 that stands for any whole place. */
export function placeWithin(place: number, length: number, border: Border): number {
  if (place >= 0 && place < length) return place;
  if (border === 'nearest' || length === 1) return place < 0 ? 0 : length - 1;
  const period = border === 'reflect' ? 2 * length : 2 * length - 2;
  const within = ((place % period) + period) % period;
  if (within < length) return within;
  return border === 'reflect' ? period - 1 - within : period - within;
}
