import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkJson } from '../../../../src/cli/format/checkJson';
import { checkJunit } from '../../../../src/cli/format/checkJunit';
import { checkMarkdown } from '../../../../src/cli/format/checkMarkdown';
import { checkSarif } from '../../../../src/cli/format/checkSarif';
import { checkTable } from '../../../../src/cli/format/checkTable';
import type { CheckedFile } from '../../../../src/cli/format/checkedFile';
import { judge } from '../../../../src/engine/check/judge';
import { thresholdPlaces } from '../../../../src/engine/check/thresholdPlaces';
import { thresholdSchema } from '../../../../src/protocol/threshold';
import { clopperPearson } from '../../../../src/robustness/statistics/binomialInterval';
import { plainReport } from '../../engine/plainReport';

const text = `{
  "thresholds": [
    { "norm": 2, "epsilon": 1, "maximumError": 0.2 },
    { "norm": 2, "epsilon": 1, "maximumError": 0.05 },
    { "norm": 0, "epsilon": 0.1, "unit": "pixel", "maximumError": 0.105 },
    { "figure": "ice", "maximum": 0.5 }
  ]
}`;
const proportion = { n: 1000, errors: 100, error: 0.1, ...clopperPearson(100, 1000), inMeanCorruptionError: true, imperceptible: false };
const report = {
  ...plainReport.report,
  clean: { n: 1000, errors: 100, error: 0.1, ...clopperPearson(100, 1000) },
  cells: [
    { ...proportion, norm: 0, epsilon: 0.1, sampling: 'ball' as const, unit: 'pixel' as const, realised: 0.1 },
    { ...proportion, norm: 2, epsilon: 1, sampling: 'ball' as const, unit: 'element' as const, realised: 0.9 },
  ],
  ice: { value: null, reason: 'the suite has no imperceptible corruption' },
  data: { ...plainReport.report.data, count: 10_000 },
};
const thresholds = thresholdSchema.array().parse((JSON.parse(text) as { thresholds: unknown }).thresholds);
const checked: CheckedFile = { name: 'specs/mnist.lprobust.json', report, places: thresholdPlaces(text), judgements: judge(report, thresholds) };

/** Names that people and attackers give to files: markup, quotes, control and direction characters, lone surrogates. */
const hostileName = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\0', '\u001b', '\n', '\r', '\t', '\u202e', '\ud800', '\udc00', '\ufffe', '\uffff', '|', '`', '/', '%', '#', '?', 'a', '\u00e4', '\u{1f600}') }),
);

function hostile(name: string): CheckedFile {
  const reason = { value: null, reason: name };
  const changed = { ...report, ice: reason, model: { ...report.model, path: name, hash: name }, data: { ...report.data, source: name } };
  return { ...checked, name, report: changed, judgements: judge(changed, thresholds) };
}

describe('the verdicts of a check', () => {
  it('read like this in a terminal', () => {
    expect(checkTable(checked)).toMatchInlineSnapshot(`
      "Model              /m/model.json (2 x 2 x 1, 2 classes)
      Data               mnist, test: 1000 of 10000 images
      Suite              s, as written in its file
      Seed               1
      Backend            wasm (CPU)

      Verdict    Threshold                 At most  Measured    95 % interval
      ---------  ------------------------  -------  --------  ---------------
      held       L2, epsilon 1                20 %    10.0 %  [8.2 %, 12.0 %]
      failed     L2, epsilon 1                 5 %    10.0 %  [8.2 %, 12.0 %]
      undecided  L0 (pixels), epsilon 0.1   10.5 %    10.0 %  [8.2 %, 12.0 %]
      undecided  iCE                          50 %         -                -

      L0 (pixels), epsilon 0.1. Undecided: the maximum lies within the interval, so
      that 1,000 images cannot give a verdict. If the value stays as it is, about
      15,000 would; the split has 10,000.

      iCE. Undecided: the suite has no imperceptible corruption.

      4 thresholds: 1 held, 1 failed, 2 undecided
      "
    `);
  });

  it('fit 80 columns with the widest figures', () => {
    const all = { value: 1, low: 0.999, high: 1 };
    const judgements = checked.judgements.map((judgement) => ({ ...judgement, maximum: 0.9999, measured: all, verdict: 'undecided' as const }));
    for (const line of checkTable({ ...checked, judgements }).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('read like this as Markdown', () => {
    expect(checkMarkdown(checked)).toMatchInlineSnapshot(`
      "# Lp robustness check

      specs/mnist.lprobust.json, 4 thresholds: 1 held, 1 failed, 2 undecided.

      | Verdict | Threshold | At most | Measured | 95 % interval | Images |
      | --- | --- | ---: | ---: | ---: | ---: |
      | held | L2, epsilon 1 | 20 % | 10.0 % | \\[8.2 %, 12.0 %\\] | 1000 |
      | failed | L2, epsilon 1 | 5 % | 10.0 % | \\[8.2 %, 12.0 %\\] | 1000 |
      | undecided | L0 (pixels), epsilon 0.1 | 10.5 % | 10.0 % | \\[8.2 %, 12.0 %\\] | 1000 |
      | undecided | iCE | 50 % | - | - | 1000 |

      - L0 (pixels), epsilon 0.1. Undecided: the maximum lies within the interval, so that 1,000 images cannot give a verdict. If the value stays as it is, about 15,000 would; the split has 10,000.
      - iCE. Undecided: the suite has no imperceptible corruption.

      - Model: /m/model.json (2 x 2 x 1, 2 classes)
      - Data: mnist, test: 1000 of 10000 images
      - Suite: s, as written in its file
      - Seed: 1
      - Backend: wasm (CPU)
      "
    `);
  });

  it('are one JSON object', () => {
    const parsed: unknown = JSON.parse(checkJson(checked));
    expect(parsed).toMatchObject({
      file: 'specs/mnist.lprobust.json',
      verdict: 'failed',
      seed: 1,
      thresholds: [
        { line: 3, verdict: 'held', maximum: 0.2, measured: { value: 0.1 }, n: 1000, threshold: { figure: 'cell', norm: 2, epsilon: 1 } },
        { line: 4, verdict: 'failed', maximum: 0.05, imagesNeeded: null },
        { line: 5, verdict: 'undecided', maximum: 0.105 },
        { line: 6, verdict: 'undecided', measured: { value: null, reason: 'the suite has no imperceptible corruption' } },
      ],
    });
  });

  it('do not let a name into the Markdown as markup', () => {
    expect(checkMarkdown(hostile('<img src=x onerror=y>|`\n# [x](y)'))).toContain('&lt;img src=x onerror=y&gt;\\|\\` \\# \\[x\\](y)');
  });
});

describe('JUnit XML', () => {
  it('reads like this', () => {
    expect(checkJunit(checked)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="lp-robustness" tests="4" failures="3" errors="0" skipped="0">
        <testsuite name="specs/mnist.lprobust.json" tests="4" failures="3" errors="0" skipped="0">
          <properties>
            <property name="model" value="/m/model.json (2 x 2 x 1, 2 classes)"/>
            <property name="data" value="mnist, test: 1000 of 10000 images"/>
            <property name="suite" value="s, as written in its file"/>
            <property name="seed" value="1"/>
            <property name="backend" value="wasm (CPU)"/>
            <property name="model hash" value="h"/>
            <property name="data hash" value="h"/>
          </properties>
          <testcase classname="specs/mnist.lprobust.json" name="L2, epsilon 1: at most 20 %"/>
          <testcase classname="specs/mnist.lprobust.json" name="L2, epsilon 1: at most 5 %">
            <failure type="failed" message="L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 5 % asked. Failed: the whole interval is above the maximum.">specs/mnist.lprobust.json:4: L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 5 % asked. Failed: the whole interval is above the maximum.</failure>
          </testcase>
          <testcase classname="specs/mnist.lprobust.json" name="L0 (pixels), epsilon 0.1: at most 10.5 %">
            <failure type="undecided" message="L0 (pixels), epsilon 0.1: 10.0 % [8.2 %, 12.0 %], at most 10.5 % asked. Undecided: the maximum lies within the interval, so that 1,000 images cannot give a verdict. If the value stays as it is, about 15,000 would; the split has 10,000.">specs/mnist.lprobust.json:5: L0 (pixels), epsilon 0.1: 10.0 % [8.2 %, 12.0 %], at most 10.5 % asked. Undecided: the maximum lies within the interval, so that 1,000 images cannot give a verdict. If the value stays as it is, about 15,000 would; the split has 10,000.</failure>
          </testcase>
          <testcase classname="specs/mnist.lprobust.json" name="iCE: at most 50 %">
            <failure type="undecided" message="iCE: not defined, at most 50 % asked. Undecided: the suite has no imperceptible corruption.">specs/mnist.lprobust.json:6: iCE: not defined, at most 50 % asked. Undecided: the suite has no imperceptible corruption.</failure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  it('is well-formed and counts right, whatever the names', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const seen: string[] = [];
        const parser = new SaxesParser();
        parser.on('error', (error) => {
          throw error;
        });
        parser.on('opentag', ({ name: tag, attributes }) => seen.push(tag === 'failure' ? `failure ${String(attributes['type'])}` : tag === 'testsuites' ? `${String(attributes['tests'])} ${String(attributes['failures'])}` : tag));
        parser.write(checkJunit(hostile(name))).close();
        expect(seen.filter((tag) => tag !== 'property')).toEqual(['4 3', 'testsuite', 'properties', 'testcase', 'testcase', 'failure failed', 'testcase', 'failure undecided', 'testcase', 'failure undecided']);
      }),
    );
  });

  it('keeps a name that XML can hold as it is', () => {
    const name = `a "b" <c> & 'd' ]]> \u00e4 \u{1f600}`;
    let found: unknown;
    const parser = new SaxesParser();
    parser.on('opentag', ({ name: tag, attributes }) => {
      if (tag === 'testsuite') found = attributes['name'];
    });
    parser.write(checkJunit(hostile(name))).close();
    expect(found).toBe(name);
  });
});

const wholeFrom = (least: number): z.ZodNumber => z.int().min(least);

/** What sections 3.13 to 3.30 of SARIF 2.1.0 demand of the objects that are written, and no key beside them. */
const sarifSchema = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string().min(1),
            semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
            rules: z.array(
              z.strictObject({
                id: z.string().min(1),
                shortDescription: z.strictObject({ text: z.string().min(1) }),
                fullDescription: z.strictObject({ text: z.string().min(1) }),
                defaultConfiguration: z.strictObject({ level: z.enum(['none', 'note', 'warning', 'error']) }),
              }),
            ),
          }),
        }),
        columnKind: z.literal('utf16CodeUnits'),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: wholeFrom(0),
            level: z.enum(['none', 'note', 'warning', 'error']),
            message: z.strictObject({ text: z.string().min(1) }),
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({
                    artifactLocation: z.strictObject({ uri: z.string().regex(/^([\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})*$/) }),
                    region: z.strictObject({ startLine: wholeFrom(1), startColumn: wholeFrom(1), endLine: wholeFrom(1), endColumn: wholeFrom(1) }),
                  }),
                }),
              )
              .length(1),
            partialFingerprints: z.record(z.string(), z.string()),
          }),
        ),
        properties: z.record(z.string(), z.unknown()),
      }),
    )
    .length(1),
});

describe('SARIF', () => {
  it('has a result at the line of each threshold that is not held', () => {
    const log = sarifSchema.parse(JSON.parse(checkSarif(checked)));
    expect(log.runs[0]?.results.map(({ ruleId, level, message, locations }) => [ruleId, level, message.text, locations[0]?.physicalLocation])).toMatchInlineSnapshot(`
      [
        [
          "threshold-failed",
          "error",
          "L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 5 % asked. Failed: the whole interval is above the maximum.",
          {
            "artifactLocation": {
              "uri": "specs/mnist.lprobust.json",
            },
            "region": {
              "endColumn": 54,
              "endLine": 4,
              "startColumn": 5,
              "startLine": 4,
            },
          },
        ],
        [
          "threshold-undecided",
          "warning",
          "L0 (pixels), epsilon 0.1: 10.0 % [8.2 %, 12.0 %], at most 10.5 % asked. Undecided: the maximum lies within the interval, so that 1,000 images cannot give a verdict. If the value stays as it is, about 15,000 would; the split has 10,000.",
          {
            "artifactLocation": {
              "uri": "specs/mnist.lprobust.json",
            },
            "region": {
              "endColumn": 74,
              "endLine": 5,
              "startColumn": 5,
              "startLine": 5,
            },
          },
        ],
        [
          "threshold-undecided",
          "warning",
          "iCE: not defined, at most 50 % asked. Undecided: the suite has no imperceptible corruption.",
          {
            "artifactLocation": {
              "uri": "specs/mnist.lprobust.json",
            },
            "region": {
              "endColumn": 40,
              "endLine": 6,
              "startColumn": 5,
              "startLine": 6,
            },
          },
        ],
      ]
    `);
  });

  it('has its form whatever the name of the file, and rules that fit the results', () => {
    fc.assert(
      fc.property(hostileName, (name) => {
        const run = sarifSchema.parse(JSON.parse(checkSarif(hostile(name)))).runs[0];
        expect(run?.results.map(({ ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id)).toEqual(run?.results.map(({ ruleId }) => ruleId));
        expect(run?.results).toHaveLength(3);
      }),
    );
  });

  it('names the same threshold alike wherever it stands, and others otherwise', () => {
    const marks = (file: CheckedFile): (string | undefined)[] =>
      sarifSchema.parse(JSON.parse(checkSarif(file))).runs[0]?.results.map(({ partialFingerprints }) => partialFingerprints['lpRobustnessThreshold/v1']) ?? [];
    const found = marks(checked);
    expect(new Set(found).size).toBe(3);
    expect(marks({ ...checked, name: 'other.json', judgements: [...checked.judgements].reverse() })).toEqual([...found].reverse());
  });

  it('has no result where everything is held', () => {
    expect(sarifSchema.parse(JSON.parse(checkSarif({ ...checked, judgements: checked.judgements.slice(0, 1) }))).runs[0]?.results).toEqual([]);
  });
});
