import type { PreviewGrid } from '../../engine/preview/previewGrid';
import type { PreviewColumn, PreviewImage, TopClasses } from '../../protocol/preview';
import { percent, sizeText } from '../../protocol/reportText/figureText';
import { formatTable } from './table';

/** A grid with what stands in its rows and columns. */
export interface PreviewResult {
  readonly images: readonly PreviewImage[];
  readonly classNames: readonly string[] | undefined;
  /** What a model makes of the images under each column; none without a model. */
  readonly predictions: readonly (readonly TopClasses[])[];
  readonly columns: readonly PreviewColumn[];
  readonly grid: PreviewGrid;
}

/** "L2 0.5", "fog 3", or "original". */
export function columnName({ corruption }: PreviewColumn): string {
  if (corruption === null) return 'original';
  if (corruption.kind === 'common') return `${corruption.name} ${corruption.severity}`;
  const { law, epsilon } = corruption;
  return `${law.norm === 'gaussian' ? 'gaussian' : `L${law.norm}`} ${epsilon}`;
}

/** What stands in the picture, image by image, with how far each corruption is from the original. */
export function previewTable({ images, classNames, predictions, columns, grid }: PreviewResult): string {
  const hasModel = predictions.length > 0;
  const predicted = (place: number, row: number): string => {
    const found = predictions[place]?.[row];
    const [best] = found?.classes ?? [];
    if (best === undefined) return '-';
    const flip = best === predictions[original]?.[row]?.classes[0] ? '' : ', a flip';
    return `${classNames?.[best] ?? best} ${percent(found?.confidences[0] ?? 0)}${flip}`;
  };
  const original = columns.findIndex(({ corruption }) => corruption === null);
  const rows = images.flatMap(({ image, label }, row) =>
    columns.flatMap((column, place) => {
      const cell = grid.cells[row]?.[place];
      if (cell === undefined || column.corruption === null) return [];
      const before = predicted(original, row);
      const { realised, clipped, psnr, ssim } = cell;
      const name = classNames?.[label] ?? String(label);
      return [[String(image), name, columnName(column), realised === null ? '-' : sizeText(realised), clipped === null ? '-' : percent(clipped), psnr === null ? 'equal' : psnr.toFixed(1), ssim.toFixed(3), ...(hasModel ? [before, predicted(place, row)] : [])]];
    }),
  );
  return formatTable(
    [
      { title: 'Image', align: 'right' },
      { title: 'Class' },
      { title: 'Corruption' },
      { title: 'Realised size', align: 'right' },
      { title: 'Clipped', align: 'right' },
      { title: 'PSNR in dB', align: 'right' },
      { title: 'SSIM', align: 'right' },
      ...(hasModel ? [{ title: 'Predicted before' }, { title: 'Predicted after' }] : []),
    ],
    rows,
  );
}
