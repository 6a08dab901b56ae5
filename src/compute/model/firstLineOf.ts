/** TensorFlow.js explains itself at length; the first line says what was wrong. Without the full stop, to stand within a sentence. */
export function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.trim().split('\n')[0] ?? '').slice(0, 300).replace(/[.\s]+$/, '');
}
