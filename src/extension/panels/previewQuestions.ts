import * as vscode from 'vscode';
import type { z } from 'zod';
import { hostErrors, type PlainError } from '../../protocol/errors';
import type { PreviewColumn, PreviewSubject } from '../../protocol/preview';
import type { ShownImage, ToPreviewPanel } from '../../protocol/previewMessages';
import { previewImagesRequest, previewPredictionsRequest, type PreviewSelection } from '../../protocol/previewRequests';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';

/** Classes told of each image. */
const top = 5;

/**
 * A preview panel's questions to the server: a page of images, and predictions column by column. A new question cancels
 * the one before of its kind. One per panel, and it ends with it.
 */
export class PreviewQuestions implements vscode.Disposable {
  private images: vscode.CancellationTokenSource | undefined;
  private predictions: vscode.CancellationTokenSource | undefined;

  constructor(
    private readonly extension: Pick<Extension, 'server'>,
    private readonly subject: () => PreviewSubject,
    private readonly post: (message: ToPreviewPanel) => void,
  ) {}

  async askImages(id: number, selection: PreviewSelection): Promise<void> {
    this.images?.cancel();
    const source = new vscode.CancellationTokenSource();
    this.images = source;
    try {
      const { images, total, first } = await this.extension.server.request(previewImagesRequest, { subject: this.subject(), selection }, source.token);
      if (!source.token.isCancellationRequested) this.post({ kind: 'images', id, images: images.map(decoded), total, first });
    } catch (error) {
      this.tell(error, source, (told) => ({ kind: 'imagesFailed', id, error: told }));
    } finally {
      source.dispose();
    }
  }

  async askPredictions(id: number, images: readonly number[], columns: readonly PreviewColumn[]): Promise<void> {
    this.predictions?.cancel();
    const source = new vscode.CancellationTokenSource();
    this.predictions = source;
    try {
      for (const [column, question] of columns.entries()) {
        if (this.predictions !== source || images.length === 0) return;
        const { found } = await this.extension.server.request(previewPredictionsRequest, { subject: this.subject(), images: [...images], column: question, top }, source.token);
        if (this.predictions === source) this.post({ kind: 'predictions', id, column, found });
      }
    } catch (error) {
      this.tell(error, source, (told) => ({ kind: 'predictionsFailed', id, error: told }));
    } finally {
      source.dispose();
    }
  }

  /** Nothing that was asked before is answered any more. */
  forget(): void {
    this.images?.cancel();
    this.predictions?.cancel();
    this.images = this.predictions = undefined;
  }

  dispose(): void {
    this.forget();
  }

  private tell(error: unknown, { token }: vscode.CancellationTokenSource, message: (told: PlainError) => ToPreviewPanel): void {
    const coded = asLprError(error);
    if (!token.isCancellationRequested && coded.code !== hostErrors.cancelled.code) this.post(message(coded.toPlain()));
  }
}

type AnsweredImage = z.output<typeof previewImagesRequest.result>['images'][number];

/** The values as numbers again. */
function decoded(image: AnsweredImage): ShownImage {
  if ('error' in image) return image;
  const { encoding, data, ...head } = image;
  const bytes = new Uint8Array(Buffer.from(data, 'base64'));
  return { ...head, values: encoding === 'bytes' ? bytes : new Float32Array(bytes.buffer) };
}
