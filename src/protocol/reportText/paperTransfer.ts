import type { Norm } from '../norm';
import { dataTable, type Column, type DataTable } from './dataTable';
import { normText } from './figureText';

/** Strategies of the paper's transfer map, in its order. */
const strategies = ['standard', 'L0', 'L0.5', 'L1', 'L2', 'L50', 'Linf', 'C3'] as const;

interface PaperRow {
  readonly norm: Norm;
  readonly normalised: readonly number[];
}

/**
 * The paper's transfer map (Siedel et al. 2024, from the authors' published table): normalised accuracy in percent, a row a
 * test norm. Mean over CIFAR-10, CIFAR-100 and TinyImageNet with three architectures each, and two strengths a training norm.
 */
const rows: readonly PaperRow[] = [
  { norm: 0, normalised: [54.42, 94.53, 82.57, 71.78, 65.39, 61.8, 59.04, 92.81] },
  { norm: 0.5, normalised: [66.63, 81.47, 91.79, 88.01, 84.18, 81.61, 79.2, 98.72] },
  { norm: 1, normalised: [68.51, 77.85, 91.82, 90.22, 87.08, 85.12, 83.22, 99.36] },
  { norm: 2, normalised: [71.53, 77.71, 91.4, 91.05, 88.55, 87.26, 86.09, 99.39] },
  { norm: 5, normalised: [69.23, 74.8, 89.84, 90.34, 87.92, 86.54, 85.23, 99.42] },
  { norm: 10, normalised: [68.14, 73.59, 88.88, 89.49, 87.06, 85.65, 84.49, 99.38] },
  { norm: 50, normalised: [66.92, 72.37, 88.47, 89.26, 86.59, 85.31, 84.36, 99.29] },
  { norm: 200, normalised: [67.64, 73.09, 89.13, 89.87, 87.31, 86.06, 85.2, 99.34] },
  { norm: 'inf', normalised: [72.34, 76.96, 90.77, 91.34, 89.2, 88.08, 87.06, 99.32] },
];

/** The paper's own table, to stand beside one of the user's. */
export function paperTransferTable(): DataTable {
  const columns: Column<PaperRow>[] = [
    { label: 'Test', align: 'left', text: ({ norm }) => normText(norm), fields: { test: ({ norm }) => normText(norm) } },
    ...strategies.map((name, at): Column<PaperRow> => ({ label: name, text: ({ normalised }) => (normalised[at] ?? 0).toFixed(1), fields: { [name]: ({ normalised }) => normalised[at] ?? null } })),
  ];
  return dataTable('paper-transfer', "The paper's normalised accuracy, in percent", columns, rows);
}
