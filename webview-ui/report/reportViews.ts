import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Report } from '../../src/protocol/report';
import type { Tab } from '../components/tabBar';
import './calibrationView';
import './classesView';
import './curvesView';
import './flipsView';
import './matrixView';
import './provenance';
import './sizesView';

/** A view of a report, on a tab of its own. */
export interface View extends Tab {
  /** Formats that it can be exported in; none where it is no figure of the report. */
  readonly formats: readonly string[];
  readonly content: TemplateResult;
}

const tableFormats = ['csv', 'json', 'markdown', 'latex', 'html'];
const figureFormats = [...tableFormats, 'svg', 'png'];

/** What the views need to know beside the report; a report without a folder is that of a run that goes on. */
export interface ViewSource {
  readonly folder: string | undefined;
  readonly trusted: boolean;
}

/** The views that a report has: those of outcomes once its run has finished. */
export function viewsOf(report: Report, { folder, trusted }: ViewSource): View[] {
  const finished = folder !== undefined;
  const formats = (some: readonly string[]): readonly string[] => (finished ? some : []);
  const hasNorms = report.cells.length > 0;
  return [
    ...(hasNorms ? [{ id: 'curves', label: t('Curves'), formats: formats(figureFormats), content: html`<lpr-curves .report=${report}></lpr-curves>` }] : []),
    { id: 'matrix', label: t('Matrix'), formats: formats(figureFormats), content: html`<lpr-matrix .report=${report}></lpr-matrix>` },
    ...(finished
      ? [
          { id: 'classes', label: t('Classes'), formats: figureFormats, content: html`<lpr-classes .report=${report}></lpr-classes>` },
          ...(hasNorms ? [{ id: 'realised', label: t('Sizes'), formats: figureFormats, content: html`<lpr-sizes .report=${report}></lpr-sizes>` }] : []),
          { id: 'calibration', label: t('Calibration'), formats: figureFormats, content: html`<lpr-calibration .report=${report}></lpr-calibration>` },
          { id: 'flips', label: t('Flipped images'), formats: tableFormats, content: html`<lpr-flips .report=${report} .trusted=${trusted}></lpr-flips>` },
        ]
      : []),
    { id: 'provenance', label: t('Provenance'), formats: [], content: html`<lpr-provenance .report=${report} .folder=${folder}></lpr-provenance>` },
  ];
}
