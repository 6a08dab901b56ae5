import { t } from '@vscode/l10n';
import { count, measured, percent } from '../components/figures';
import type { CellFigures, FigureName } from './cellFigures';
import type { Prediction } from './predictions';

/** A class by its name, or by its number where the data have no names. */
export const className = (index: number, classNames: readonly string[] | null): string => classNames?.[index] ?? t('class {0}', index);

/** A figure in words; undefined while it is not known, and "-" where there is none. */
export function figureText(name: FigureName, figures: CellFigures): string | undefined {
  const value = figures[name];
  if (value === undefined) return undefined;
  if (value === null) return '-';
  switch (name) {
    case 'realised':
      return measured(value);
    case 'clipped':
      return percent(value);
    case 'psnr':
      return value === Infinity ? t('equal') : `${value.toFixed(1)}\u00a0dB`;
    case 'ssim':
      return value.toFixed(3);
  }
}

export function figureLabel(name: FigureName): string {
  switch (name) {
    case 'realised':
      return t('Realised size');
    case 'clipped':
      return t('Clipped values');
    case 'psnr':
      return 'PSNR';
    case 'ssim':
      return 'SSIM';
  }
}

/** The most probable class with its confidence; undefined while it is not known. */
export function topText(prediction: Prediction | null | undefined, classNames: readonly string[] | null): { readonly name: string; readonly confidence: string } | undefined {
  const best = prediction?.classes[0];
  const confidence = prediction?.confidences[0];
  return best === undefined || confidence === undefined ? undefined : { name: className(best, classNames), confidence: percent(confidence) };
}

/** Whether the corruption has changed the prediction. */
export const isFlip = (before: Prediction | null | undefined, after: Prediction | null | undefined): boolean =>
  before?.classes[0] !== undefined && after?.classes[0] !== undefined && before.classes[0] !== after.classes[0];

export const imageName = (image: number): string => t('image {0}', count(image));
