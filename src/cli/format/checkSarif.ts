import { createHash } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { version } from '../../../package.json';
import { judgementText, maximumText, thresholdName } from '../../engine/check/judgementText';
import type { Judgement } from '../../protocol/threshold';
import type { CheckedFile } from './checkedFile';
import { plainLine } from '../../protocol/reportText/plainLine';

const rules = [
  {
    id: 'threshold-failed',
    shortDescription: { text: 'The model does not keep to a threshold.' },
    fullDescription: { text: 'The whole 95 % interval of the measured figure is above the maximum of the threshold.' },
    defaultConfiguration: { level: 'error' },
  },
  {
    id: 'threshold-undecided',
    shortDescription: { text: 'The sample cannot tell whether the model keeps to a threshold.' },
    fullDescription: { text: 'The maximum of the threshold lies within the 95 % interval of the measured figure, or the figure is not defined. More images would decide.' },
    defaultConfiguration: { level: 'warning' },
  },
];

/**
 * What is not held, as SARIF 2.1.0 (OASIS, 2020), each at the line of the experiment file where the threshold stands.
 * What is held has no result: services that read SARIF show every result as a finding.
 */
export function checkSarif({ name, report, judgements, places }: CheckedFile): string {
  const results = judgements.flatMap((judgement, index) => {
    if (judgement.verdict === 'held') return [];
    const ruleIndex = judgement.verdict === 'failed' ? 0 : 1;
    const { line = 1, column = 1, endLine = 1, endColumn = 1 } = places[index] ?? {};
    return [
      {
        ruleId: rules[ruleIndex]?.id,
        ruleIndex,
        level: rules[ruleIndex]?.defaultConfiguration.level,
        message: { text: plainLine(judgementText(judgement)) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uriOf(name) },
              region: { startLine: line, startColumn: column, endLine, endColumn },
            },
          },
        ],
        partialFingerprints: { 'lpRobustnessThreshold/v1': fingerprint(judgement) },
      },
    ];
  });
  const { seed, draws, suite, backend, model, data, versions } = report;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Lp Robustness', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        results,
        properties: { seed, draws, suite, backend, model, data, versions },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Relative to the repository where the file is below the working folder, as services want it; else a file's address. */
function uriOf(name: string): string {
  if (path.isAbsolute(name) || name.startsWith('../')) return pathToFileURL(path.resolve(name)).href;
  return name.replace(/\p{Cs}/gu, '\ufffd').split('/').map(encodeURIComponent).join('/');
}

/** The same for a threshold wherever it moves within its file. */
function fingerprint({ threshold, maximum }: Judgement): string {
  return createHash('sha256').update(`${thresholdName(threshold)} ${maximumText({ maximum })}`).digest('hex').slice(0, 32);
}
