import { judgementText, maximumText, thresholdName } from '../../engine/check/judgementText';
import type { Judgement } from '../../protocol/threshold';
import { countOf, type CheckedFile } from './checkedFile';
import { plainLine } from '../../protocol/reportText/plainLine';
import { headLines } from '../../protocol/reportText/reportHead';

/**
 * The verdicts as JUnit XML: a test case a threshold. JUnit knows no third outcome, so an undecided one is a failure of
 * that type: a check that cannot tell has not passed.
 */
export function checkJunit({ name, report, judgements, places }: CheckedFile): string {
  const counts = attributes({ tests: judgements.length, failures: judgements.length - countOf(judgements, 'held'), errors: 0, skipped: 0 });
  const properties = [...headLines(report).map(({ label, value }) => ({ name: label.toLowerCase(), value })), { name: 'model hash', value: report.model.hash }, { name: 'data hash', value: report.data.hash }];
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: 'lp-robustness' })} ${counts}>`,
    `  <testsuite ${attributes({ name })} ${counts}>`,
    '    <properties>',
    ...properties.map((property) => `      <property ${attributes(property)}/>`),
    '    </properties>',
    ...judgements.flatMap((judgement, index) => testCase(judgement, name, places[index]?.line ?? 1)),
    '  </testsuite>',
    '</testsuites>',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function testCase(judgement: Judgement, file: string, line: number): string[] {
  const opening = `    <testcase ${attributes({ classname: file, name: `${thresholdName(judgement.threshold)}: at most ${maximumText(judgement)}` })}`;
  if (judgement.verdict === 'held') return [`${opening}/>`];
  const message = judgementText(judgement);
  return [`${opening}>`, `      <failure ${attributes({ type: judgement.verdict, message })}>${xmlText(`${file}:${line}: ${message}`)}</failure>`, '    </testcase>'];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}="${xmlText(String(value))}"`)
    .join(' ');
}

/** Text for an element or an attribute. What XML 1.0 does not allow at all (section 2.2), or would turn lines, is replaced. */
function xmlText(text: string): string {
  return plainLine(text)
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
