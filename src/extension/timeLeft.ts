/** "1 h 5 min left", "1 min 20 s left", "5 s left": two units at most, seconds rounded up to steps of five above ten. */
export function timeLeft(seconds: number): string {
  const rounded = seconds > 10 ? Math.ceil(seconds / 5) * 5 : Math.max(1, Math.ceil(seconds));
  const minutes = Math.floor(rounded / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
  if (minutes > 0) return `${minutes} min ${rounded % 60} s left`;
  return `${rounded} s left`;
}
