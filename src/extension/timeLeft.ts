/** Keeps the phrase on one line. */
const space = '\u00a0';

/** "1 h 5 min left", "1 min 20 s left", "5 s left": two units at most, seconds rounded up to steps of five above ten. */
export function timeLeft(seconds: number): string {
  const rounded = seconds > 10 ? Math.ceil(seconds / 5) * 5 : Math.max(1, Math.ceil(seconds));
  const minutes = Math.floor(rounded / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)}${space}h${space}${minutes % 60}${space}min${space}left`;
  if (minutes > 0) return `${minutes}${space}min${space}${rounded % 60}${space}s${space}left`;
  return `${rounded}${space}s${space}left`;
}
