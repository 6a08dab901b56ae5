import { setImmediate } from 'node:timers/promises';
import { calibrationFigure } from '../../figures/calibration';
import type { Figure } from '../../figures/chart';
import { classesFigure } from '../../figures/classes';
import { curvesFigure } from '../../figures/curves';
import { htmlPage, type PageSection } from '../../figures/htmlPage';
import { matrixFigure } from '../../figures/matrix';
import { modelName } from '../../protocol/reportText/names';
import { realisedFigure } from '../../figures/realised';
import { hostErrors, LprError, runErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import type { ExportFormat, ExportSubject } from '../../protocol/reportDetails';
import { tableCsv, tableJson, tableLatex, tableMarkdown, type DataTable } from '../../protocol/reportText/dataTable';
import { errorText, estimateText } from '../../protocol/reportText/figureText';
import { reportCsv } from '../../protocol/reportText/reportCsv';
import { headLines, headlines } from '../../protocol/reportText/reportHead';
import { toPlainJson } from '../../protocol/reportText/reportJson';
import { reportLatex } from '../../protocol/reportText/reportLatex';
import { reportMarkdown } from '../../protocol/reportText/reportMarkdown';
import { cellName } from '../../protocol/reportText/reportCells';
import { calibrationTable, cellsTable, classesTable, flipsTable, matrixTable, realisedTable } from '../../protocol/reportText/reportTables';
import type { RunDetails } from './details/runDetails';

/** What draws is one bundle, whatever it draws. */
export { transferFigure } from '../../figures/transfer';

type ViewSubject = Exclude<ExportSubject, { view: 'report' }>;

/** A view as it goes into a file. Drawing is put off until it is asked for. */
interface View {
  readonly title: string;
  readonly table: DataTable;
  readonly figure?: () => Figure;
}

/**
 * The text of a file of a whole report, or of one view of it. Equal reports give equal texts.
 * @throws LPR-530 where the view needs outcomes that cannot be read, 601 when aborted
 */
export async function exportReport(details: RunDetails, subject: ExportSubject, format: ExportFormat, signal: AbortSignal): Promise<string> {
  if (subject.view === 'report') return wholeReport(details, format, signal);
  const view = await viewOf(details, subject, signal);
  switch (format) {
    case 'csv':
      return tableCsv(view.table);
    case 'json':
      return tableJson(view.table);
    case 'markdown':
      return tableMarkdown(view.table);
    case 'latex':
      return tableLatex(view.table);
    case 'svg':
      if (view.figure === undefined) throw hostErrors.unexpected({ reason: `the view ${subject.view} has no figure` });
      return view.figure().svg;
    case 'html':
      return htmlPage({ title: titleOf(details.report), head: headLines(details.report), sections: [sectionOf(view)] });
  }
}

async function wholeReport(details: RunDetails, format: ExportFormat, signal: AbortSignal): Promise<string> {
  const { report } = details;
  switch (format) {
    case 'csv':
      return reportCsv(report);
    case 'json':
      return toPlainJson(report);
    case 'markdown':
      return reportMarkdown(report);
    case 'latex':
      return reportLatex(report);
    case 'svg':
      return curvesFigure(report).svg;
    case 'html':
      return htmlPage({ title: titleOf(report), head: [...headLines(report), ...figuresOf(report), ...provenanceOf(report)], sections: await everySection(details, signal) });
  }
}

/** Every view that the report has; one whose outcomes are gone says so. */
async function everySection(details: RunDetails, signal: AbortSignal): Promise<PageSection[]> {
  const subjects: ViewSubject[] = [{ view: 'curves' }, { view: 'matrix' }, { view: 'classes', cell: 'mean' }, { view: 'realised' }, { view: 'calibration', cell: 'clean' }];
  const sections: PageSection[] = [];
  for (const subject of subjects) {
    // The matrix shows the cells of the table above it: its figure is enough.
    const view = await viewOf(details, subject, signal).catch((error: unknown) => {
      if (error instanceof LprError && error.code === runErrors.outcomesUnreadable.code) return error;
      throw error;
    });
    await setImmediate();
    if (view instanceof LprError) sections.push({ title: sectionTitles[subject.view], note: `${view.happened} (${view.code})` });
    else sections.push(subject.view === 'matrix' && view.figure !== undefined ? { title: view.title, figure: view.figure() } : sectionOf(view));
  }
  return sections;
}

const sectionTitles: Readonly<Record<ExportSubject['view'], string>> = {
  report: 'Report',
  curves: 'Error against epsilon',
  matrix: 'Error by norm and epsilon',
  classes: 'Error of each class',
  realised: 'Size of the corruptions after clipping',
  calibration: 'Calibration',
  flips: 'Images that flipped',
};

async function viewOf(details: RunDetails, subject: ViewSubject, signal: AbortSignal): Promise<View> {
  const { report } = details;
  const title = sectionTitles[subject.view];
  switch (subject.view) {
    case 'curves':
      return { title, table: cellsTable(report), figure: () => curvesFigure(report) };
    case 'matrix':
      return { title, table: matrixTable(report), figure: () => matrixFigure(report) };
    case 'classes': {
      const under = cellName(report, subject.cell);
      const { classes } = await details.classes(subject, signal);
      return { title, table: classesTable(report, classes, under), figure: () => classesFigure(report, classes, under) };
    }
    case 'realised': {
      const { cells } = await details.realised(signal);
      return { title, table: realisedTable(report, cells), figure: () => realisedFigure(report, cells) };
    }
    case 'calibration': {
      const under = cellName(report, subject.cell);
      const { bins, error } = await details.calibration(subject, signal);
      return { title, table: calibrationTable(bins, under), figure: () => calibrationFigure(report, bins, error, under) };
    }
    case 'flips':
      return { title, table: flipsTable(report, await details.allFlips(subject.cell, subject.of, signal), cellName(report, subject.cell)) };
  }
}

function sectionOf({ title, table, figure }: View): PageSection {
  return { title, table, ...(figure === undefined ? {} : { figure: figure() }) };
}

const titleOf = (report: Report): string => `Lp robustness of ${modelName(report.model.path)}`;

function figuresOf(report: Report): { label: string; value: string }[] {
  const [clean, interval] = errorText(report.clean);
  return [
    { label: 'Clean error', value: `${clean} ${interval}` },
    ...headlines(report).map(({ label, estimate }) => ({ label, value: estimateText(estimate) })),
  ];
}

function provenanceOf({ model, data, backend, versions }: Report): { label: string; value: string }[] {
  const named = (record: Readonly<Record<string, string>>): string => Object.entries(record).map(([name, version]) => `${name} ${version}`).join(', ');
  return [
    { label: "Model's hash", value: model.hash },
    { label: "Data's hash", value: data.hash },
    { label: 'Versions', value: [named(versions), named(backend.versions)].filter((text) => text !== '').join(', ') },
  ];
}
