/** A text without line breaks, tabs and other control characters, including those that turn the writing direction. */
export function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
