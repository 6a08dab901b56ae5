import { tableMarkdown, dataTable, type Column } from '../../src/protocol/reportText/dataTable';
import { pointsText } from '../../src/protocol/reportText/comparisonText';
import { transferNotes, transferTableOf } from '../../src/protocol/reportText/transferTables';
import type { TransferReport } from '../../src/protocol/transferReport';
import type { Finding, JudgedClaim } from './claims';
import { figureOf, type Scores } from './contrast';
import type { Evidence, Measure } from './evidence';

export interface PageInput {
  readonly transfer: TransferReport;
  readonly claims: readonly JudgedClaim[];
  readonly evidence: Evidence;
  /** "AMD EPYC, 2 cores, Node 20.20.2" */
  readonly machine: string;
  /** Images that clean error and iCE rest on. */
  readonly cleanImages: number;
}

const grouped = (value: number): string => value.toLocaleString('en-GB');
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const signed = ({ unit }: Finding, value: number): string => (unit === 'ratio' ? percent(value) : pointsText(value));
const findingText = (finding: Finding): string => `${signed(finding, finding.value)} [${signed(finding, finding.low)}, ${signed(finding, finding.high)}]`;

/** docs/reproduction.md: a pure function of what was found. */
export function reproductionPage({ transfer, claims, evidence, machine, cleanImages }: PageInput): string {
  const { strategies, training, tests } = transfer;
  const count = (verdict: string): number => claims.filter((claim) => claim.verdict === verdict).length;
  const several = strategies.filter(({ models }) => models.length > 1).map(({ name, models }) => `${name} from ${models.length} seeds`);
  return [
    '# Reproduction',
    '',
    `Made by \`npm run reproduce\`, which trains ${strategies.reduce((sum, { models }) => sum + models.length, 0)} models on CIFAR-10 and tests the claims of arXiv 2305.05400 with them. It goes on where it was`,
    'stopped. The experiment is `playground/reproduction.lptransfer.json`; its models are kept as `playground/models/cifar10-resnet-8-*` with the records of',
    'their training, its runs and the transfer report in the folder that it prints.',
    '',
    `Every model is a ResNet-8 (78,714 weights), trained for one cosine cycle of ${training?.recipe.epochs ?? 0} epochs with warm-up, in batches of ${training?.recipe.batchSize ?? 0}; ${several.join(' and ')}, the others from one. The paper's`,
    'have 2.6 to 5.9 million weights and 150 epochs, so absolute errors here are far larger: what is tested is which way differences go.',
    `Clean error and iCE rest on all ${grouped(cleanImages)} test images, the Lp cells on ${grouped(tests.limit)} each, the cells of the common corruptions on ${grouped(tests.commonLimit ?? 0)} each.`,
    `Measured on ${machine}.`,
    '',
    '## Claims',
    '',
    `${count('supported')} supported, ${count('contradicted')} contradicted, ${count('cannot tell')} that cannot be told at this budget. A claim is **supported** where the intervals of all of its figures lie where it`,
    'expects them, **contradicted** where one lies wholly elsewhere; else it cannot be told. Intervals cover the choice of images and the luck',
    "of training (its spread is taken from the strategies with several seeds), and are widened for the number of a claim's figures (Bonferroni, 95 % together).",
    'Differences are in percentage points; iCE is a ratio.',
    '',
    tableMarkdown(dataTable('claims', 'Claims', claimColumns, claims)),
    '## The figures of each claim',
    '',
    ...claims.flatMap(({ claim, findings }) => [`### Claim ${claim.number}`, '', claim.sentence, '', tableMarkdown(dataTable('findings', 'Findings', findingColumns, findings))]),
    '## Strategies',
    '',
    'Means over seeds; in brackets the smallest and largest of the seeds.',
    '',
    tableMarkdown(dataTable('strategies', 'Strategies', strategyColumns(evidence), [...evidence.strategies.keys()])),
    '## Transfer',
    '',
    '![Transfer table: normalised accuracy by test norm and training strategy](pictures/transfer.svg)',
    '',
    tableMarkdown(transferTableOf(transfer, 'normalised')),
    tableMarkdown(transferTableOf(transfer, 'difference')),
    ...transferNotes(transfer).map((note) => `- ${note}`),
    '',
    '## Curves',
    '',
    '![Error against epsilon for nine norms and several strategies](pictures/curves.svg)',
    '',
    '![Accuracy by epoch for several strategies](pictures/learning-curves.svg)',
    '',
  ].join('\n');
}

const claimColumns: Column<JudgedClaim>[] = [
  { label: 'Claim', text: ({ claim }) => String(claim.number), fields: { claim: ({ claim }) => claim.number } },
  { label: 'What the paper says', align: 'left', text: ({ claim }) => claim.sentence, fields: { sentence: ({ claim }) => claim.sentence } },
  { label: 'Verdict', align: 'left', text: ({ verdict }) => verdict, fields: { verdict: ({ verdict }) => verdict } },
  { label: 'Here', align: 'left', text: summaryOf, fields: { here: summaryOf } },
  { label: 'Published', align: 'left', text: ({ claim }) => claim.published, fields: { published: ({ claim }) => claim.published } },
];

/** The first figures of a claim, and how many hold. */
function summaryOf({ findings }: JudgedClaim): string {
  const held = findings.filter(({ verdict }) => verdict === 'supported').length;
  const shown = findings.slice(0, 3).map((finding) => `${finding.what}: ${findingText(finding)}`);
  return `${held} of ${findings.length} figures as expected. ${shown.join('; ')}`;
}

const findingColumns: Column<Finding>[] = [
  { label: 'Figure', align: 'left', text: ({ what }) => what, fields: { what: ({ what }) => what } },
  { label: 'Found', text: findingText, fields: { value: ({ value }) => value, low: ({ low }) => low, high: ({ high }) => high } },
  { label: 'Verdict', align: 'left', text: ({ verdict }) => verdict, fields: { verdict: ({ verdict }) => verdict } },
];

function strategyColumns(evidence: Evidence): Column<string>[] {
  const measure = (label: string, of: Measure): Column<string> => ({
    label,
    text: (name) => withSpread(evidence.scores(name, of)),
    fields: { [label]: (name) => figureOf(evidence.scores(name, of)) },
  });
  return [
    { label: 'Strategy', align: 'left', text: (name) => name, fields: { strategy: (name) => name } },
    measure('Clean error', { kind: 'clean' }),
    measure('mCE', { kind: 'mce' }),
    measure('mCE without noise', { kind: 'mceWithoutNoise' }),
    measure('mCE_Lp', { kind: 'mceLp' }),
    measure('iCE', { kind: 'ice' }),
  ];
}

function withSpread(scores: Scores): string {
  const figures = scores.map((score) => figureOf([score]));
  const text = percent(figureOf(scores));
  return figures.length === 1 ? text : `${text} (${percent(Math.min(...figures))} to ${percent(Math.max(...figures))})`;
}
