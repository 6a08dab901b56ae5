import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sidePanelCommands } from '../../../../src/extension/sidePanel/sidePanelCommands';

const root = path.resolve(import.meta.dirname, '../../../..');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(root, name), 'utf8'));

interface Contributions {
  readonly commands: readonly { command: string }[];
  readonly menus: Readonly<Record<string, readonly { command: string; when?: string }[]>>;
  readonly keybindings: readonly { command: string; when?: string }[];
  readonly views: Readonly<Record<string, readonly { id: string }[]>>;
  readonly viewsWelcome: readonly { view: string; contents: string }[];
  readonly walkthroughs: readonly { id: string; steps: readonly { description: string; media: { svg: string }; completionEvents: readonly string[] }[] }[];
}
const { contributes, publisher, name } = read('package.json') as { contributes: Contributions; publisher: string; name: string };
const texts = read('package.nls.json') as Record<string, string>;
const text = (key: string) => texts[key.replaceAll('%', '')] ?? '';
const contributed = new Set(contributes.commands.map(({ command }) => command));
const views = Object.values(contributes.views).flat().map(({ id }) => id);

/** What the links of a text run, with the arguments of each. */
const links = (markdown: string) => [...markdown.matchAll(/\]\(command:([\w.]+)(?:\?([^)]*))?\)/g)].map(([, command, query]) => ({ command: command ?? '', query: decodeURIComponent(query ?? '') }));
/** VS Code's own, and those that it makes for each view. */
const isKnown = (command: string) =>
  contributed.has(command) || /^(vscode\.openFolder|workbench\.(trust\.manage|action\.openWalkthrough|view\.testing\.focus))$/.test(command) || views.some((view) => command === `${view}.focus`);

describe('what the side panel contributes', () => {
  it('has every command of the panel, under its name', () => {
    expect(sidePanelCommands.filter((command) => !contributed.has(`lpRobustness.${command}`))).toEqual([]);
  });

  it('runs commands that there are, from menus and keys', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
    expect(used.filter((command) => !contributed.has(command))).toEqual([]);
  });

  it('takes no key outside its own views', () => {
    const keys = contributes.keybindings.filter(({ command }) => sidePanelCommands.some((own) => command === `lpRobustness.${own}`));
    expect(keys.length).toBeGreaterThan(0);
    for (const { when } of keys) expect(when).toMatch(/^focusedView == lpRobustness\.\w+ && listFocus && !inputFocus$/);
  });

  it('offers to open a report in the explorer on a run and on its report, and nowhere else', () => {
    const when = contributes.menus['explorer/context']?.find(({ command }) => command === 'lpRobustness.openRun')?.when ?? '';
    const [, pattern] = /resourcePath =~ \/(.+)\/$/.exec(when) ?? [];
    const isRun = (resourcePath: string) => new RegExp(pattern ?? '(?!)').test(resourcePath);
    for (const place of ['/w/.lp-robustness/runs/net-mnist', 'c:\\w\\.lp-robustness\\runs\\net', '/w/.lp-robustness/runs/net/report.json']) expect(isRun(place), place).toBe(true);
    for (const place of ['/w/.lp-robustness/runs', '/w/report.json', '/w/runs/net/report.json', '/w/.lp-robustness/runs/net/journal', '/w/.lp-robustness/runs/net/a/report.json']) {
      expect(isRun(place), place).toBe(false);
    }
  });

  it('welcomes with one or two buttons, each of which does something', () => {
    for (const { view, contents } of contributes.viewsWelcome) {
      expect(views).toContain(view);
      const buttons = links(text(contents));
      expect(buttons.length).toBeLessThanOrEqual(2);
      for (const { command } of buttons) expect(isKnown(command), command).toBe(true);
    }
  });

  it('has a walkthrough whose every step has a picture, and buttons that do something', () => {
    const ignore = readFileSync(path.join(root, '.vscodeignore'), 'utf8');
    expect(ignore).toContain('!media/walkthrough/*.svg');
    const [walkthrough] = contributes.walkthroughs;
    expect(walkthrough?.steps).toHaveLength(5);
    for (const { description, media, completionEvents } of walkthrough?.steps ?? []) {
      expect(existsSync(path.join(root, media.svg)), media.svg).toBe(true);
      const buttons = links(text(description));
      expect(buttons.length).toBeGreaterThan(0);
      for (const { command } of buttons) expect(isKnown(command), command).toBe(true);
      for (const event of completionEvents) expect(isKnown(event.replace('onCommand:', '')) || views.includes(event.replace('onView:', '')), event).toBe(true);
    }
  });

  it('opens its own walkthrough from the welcome', () => {
    const opened = contributes.viewsWelcome.flatMap(({ contents }) => links(text(contents))).filter(({ command }) => command === 'workbench.action.openWalkthrough');
    expect(opened.length).toBeGreaterThan(0);
    for (const { query } of opened) expect(query).toBe(JSON.stringify([`${publisher}.${name}#${contributes.walkthroughs[0]?.id ?? ''}`, false]));
  });
});
