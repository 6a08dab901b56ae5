import { t } from '@vscode/l10n';

/** What tables are headed with, in the user's language. Files are in English, whoever writes them. */
const words = (): Readonly<Record<string, string>> => ({
  Norm: t('Norm'),
  Epsilon: t('Epsilon'),
  'Epsilon or severity': t('Epsilon or severity'),
  Error: t('Error'),
  '95 % interval': t('95 % interval'),
  Images: t('Images'),
  'Realised size': t('Realised size'),
  'Counts for': t('Counts for'),
  Class: t('Class'),
  'Clean error': t('Clean error'),
  'Most often taken for': t('Most often taken for'),
  Mean: t('Mean'),
  Median: t('Median'),
  Largest: t('Largest'),
  'Share of epsilon': t('Share of epsilon'),
  Confidence: t('Confidence'),
  Predictions: t('Predictions'),
  'Mean confidence': t('Mean confidence'),
  Accuracy: t('Accuracy'),
  Image: t('Image'),
  Draw: t('Draw'),
  Label: t('Label'),
  'Clean prediction': t('Clean prediction'),
  'Corrupted prediction': t('Corrupted prediction'),
  'Confidence lost': t('Confidence lost'),
  Training: t('Training'),
  Epoch: t('Epoch'),
  Loss: t('Loss'),
  'Learning rate': t('Learning rate'),
  'Images a second': t('Images a second'),
  'Training loss': t('Training loss'),
  'Validation loss': t('Validation loss'),
  'Training accuracy': t('Training accuracy'),
  'Validation accuracy': t('Validation accuracy'),
  'Error of every norm and epsilon': t('Error of every norm and epsilon'),
  'Error by norm and epsilon': t('Error by norm and epsilon'),
  'Size of the corruptions after clipping': t('Size of the corruptions after clipping'),
});

/** A heading in the user's language; one with a name in it stays as it is. */
export function tableWords(text: string): string {
  return words()[text] ?? text;
}
