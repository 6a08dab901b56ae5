import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCatalogue, hostErrors, LprError } from '../../../src/protocol/errors';
import { errorDocs } from '../../../src/protocol/errors/errorDocs';

const definitions = errorCatalogue;

describe('the error catalogue', () => {
  it('gives each code one meaning', () => {
    const codes = definitions.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^LPR-[1-7]\d\d$/.test(code))).toBe(true);
  });

  it.each(definitions.map((definition) => [definition.code, definition] as const))('%s says what happened and what to do', (_, definition) => {
    const { happened, action } = definition.describe();
    for (const sentence of [happened, action]) {
      expect(sentence).toMatch(/^[A-Z<].*(\.|<reason>)$/s);
      expect(sentence).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  it('keeps its code across a process boundary', () => {
    const error = hostErrors.cancelled({});
    const arrived = LprError.fromPlain(structuredClone(error.toPlain()));
    expect(arrived).toMatchObject({ code: error.code, happened: error.happened, action: error.action });
  });

  it('is what docs/errors.md says', () => {
    expect(readFileSync('docs/errors.md', 'utf8')).toBe(errorDocs());
  });
});
