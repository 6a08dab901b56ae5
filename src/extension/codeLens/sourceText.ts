/** A string literal in source code: where it stands, and what it says where no value is put into it. */
export interface SourceString {
  /** Of the opening quote, and behind the closing one. */
  readonly start: number;
  readonly end: number;
  /** Undefined for a template with `${...}` or an f-string with `{...}`. */
  readonly value: string | undefined;
}

/** Source code with comments and the insides of strings blanked out, so that what is left is code; every place stays where it was. */
export interface SourceText {
  readonly code: string;
  readonly strings: readonly SourceString[];
}

export type SourceLanguage = 'python' | 'javascript';

/**
 * Tells code from comments and strings in one pass. It is no parser: an odd regular expression literal in JavaScript may
 * hide the rest of its line, no more.
 */
export function readSource(text: string, language: SourceLanguage): SourceText {
  const blanked: string[] = [];
  const strings: SourceString[] = [];
  let copied = 0;
  const blank = (start: number, end: number): void => {
    blanked.push(text.slice(copied, start), text.slice(start, end).replace(/[^\r\n]/g, ' '));
    copied = end;
  };
  const start = language === 'python' ? /#|"""|'''|"|'/g : /\/\/|\/\*|`|"|'/g;
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    const [mark] = found;
    const at = found.index;
    const isComment = mark === '#' || mark === '//' || mark === '/*';
    const end = isComment ? endOfComment(text, at, mark) : endOfString(text, at + mark.length, mark, language);
    if (!isComment) strings.push({ start: at, end, value: valueOf(text, at, end, mark, language) });
    // The quotes stay, so that an argument is seen to be there.
    blank(isComment ? at : at + 1, isComment ? end : Math.max(at + 1, end - 1));
    start.lastIndex = end;
  }
  blanked.push(text.slice(copied));
  return { code: blanked.join(''), strings };
}

function endOfComment(text: string, at: number, mark: string): number {
  const end = mark === '/*' ? text.indexOf('*/', at + 2) : text.slice(at).search(/[\r\n]/);
  if (mark === '/*') return end === -1 ? text.length : end + 2;
  return end === -1 ? text.length : at + end;
}

/** Behind the closing quote. A string in single quotes that is not closed ends with its line. */
function endOfString(text: string, from: number, quote: string, language: SourceLanguage): number {
  const isOneLine = quote.length === 1 && quote !== '`';
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (isOneLine && (character === '\n' || character === '\r')) return at;
    else if (language === 'javascript' && quote === '`' && text.startsWith('${', at)) at = endOfPlaceholder(text, at + 2) - 1;
  }
  return text.length;
}

/** Behind the brace that closes a template's placeholder; strings within it are passed over by their quotes. */
function endOfPlaceholder(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '{') depth += 1;
    else if (character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function valueOf(text: string, start: number, end: number, quote: string, language: SourceLanguage): string | undefined {
  const inside = text.slice(start + quote.length, text.startsWith(quote, end - quote.length) && end - quote.length >= start + quote.length ? end - quote.length : end);
  const prefix = language === 'python' ? (/[a-z]{0,2}$/i.exec(text.slice(Math.max(0, start - 2), start))?.[0] ?? '').toLowerCase() : '';
  const hasValues = quote === '`' ? inside.includes('${') : prefix.includes('f') && /\{(?!\{)/.test(inside);
  if (hasValues) return undefined;
  if (prefix.includes('r')) return inside;
  return inside.replace(/\\(\r\n|[\s\S])/g, (_, character: string) => (/[\r\n]/.test(character) ? '' : (escapes[character] ?? character)));
}
