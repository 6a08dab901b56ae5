const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "3 days ago", "1 hour ago": one unit, rounded down; "just now" below a minute and for times to come. */
export function age(seconds: number): string {
  const unit = units.find(([, length]) => seconds >= length);
  if (unit === undefined) return 'just now';
  const [name, length] = unit;
  const count = Math.floor(seconds / length);
  return `${count}\u00a0${name}${count === 1 ? '' : 's'} ago`;
}
