import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringsOf, translatableStrings } from '../../../scripts/translatableStrings';

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const keys = (text: string) => stringsOf('some.ts', text).map(([key]) => key);

describe('what a translation replaces', () => {
  it('stands in l10n/bundle.l10n.json', () => {
    expect(readJson('l10n/bundle.l10n.json'), 'run `npm run l10n`').toEqual(translatableStrings('.'));
  });

  it('has an entry in package.nls.json for each %key% of package.json, and no other', () => {
    const used = new Set([...readFileSync('package.json', 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key));
    expect(Object.keys(readJson('package.nls.json') as object).sort()).toEqual([...used].sort());
  });

  it('is in package.json whatever VS Code shows of it', () => {
    const shown: string[] = [];
    const visit = (value: unknown, name: string): void => {
      if (typeof value === 'string' && /^(title|shortTitle|category|description|markdownDescription|displayName|contents|label|.*Descriptions|.*Message)$/i.test(name)) shown.push(value);
      else if (Array.isArray(value)) for (const entry of value) visit(entry, name);
      else if (typeof value === 'object' && value !== null) for (const [key, entry] of Object.entries(value)) visit(entry, key);
    };
    visit((readJson('package.json') as { contributes: unknown }).contributes, 'contributes');
    expect(shown.length).toBeGreaterThan(10);
    const names = ['Lp Robustness']; // the extension's own is the same in every language
    expect(shown.filter((text) => !/^%[^%]+%$/.test(text) && !names.includes(text))).toEqual([]);
  });
});

describe('the search for translatable strings', () => {
  it('sees both ways to write one, under whatever name', () => {
    expect(keys("import * as vscode from 'vscode'; f(vscode.l10n.t('a {0}', 1)); `${vscode.l10n.t(\"it's\")}`;")).toEqual(['a {0}', "it's"]);
    expect(keys("import { t } from '@vscode/l10n'; html`<p>${x.map((y) => html`${t('b {0}', y)}`)}</p>`;")).toEqual(['b {0}']);
    expect(keys("import { t as say } from '@vscode/l10n'; say('c');")).toEqual(['c']);
  });

  it('sees no t of another origin', () => {
    expect(keys("import { t } from './theory'; t('nothing'); map.t('nothing');")).toEqual([]);
  });

  it('reads escapes as JavaScript does, and both ends of a choice', () => {
    expect(keys("vscode.l10n.t('a\\u00a0b'); vscode.l10n.t(x ? 'c' : 'd');")).toEqual(['a\u00a0b', 'c', 'd']);
  });

  it('tells a comment for translators apart from the text, as VS Code does', () => {
    const [entry] = stringsOf('some.ts', "vscode.l10n.t({ message: 'Run', comment: ['a noun'] });");
    expect(entry).toEqual(['Run/a noun', { message: 'Run', comment: ['a noun'] }]);
  });

  it.each(["vscode.l10n.t(`a ${b}`)", "vscode.l10n.t('a' + b)", 'vscode.l10n.t`a ${b}`', 'vscode.l10n.t(text)'])('refuses %s, and says where', (text) => {
    expect(() => keys(`\n${text}`)).toThrow(/^some\.ts:2: /);
  });
});
