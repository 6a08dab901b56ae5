import type { BackendChoice } from '../../../protocol/computeMessages';

/** How far an installation is. */
export interface InstallProgress {
  readonly step: number;
  readonly steps: number;
  readonly message: string;
  /** Where the size of a step is known. */
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

/** What a recipe works with. Whatever it writes goes into `staging`, which is thrown away unless everything worked. */
export interface Installation {
  readonly backend: BackendChoice['name'];
  readonly staging: string;
  readonly signal: AbortSignal;
  readonly step: (message: string) => void;
  readonly bytes: (doneBytes: number, totalBytes?: number) => void;
}

/** How a backend gets into its folder. */
export interface Recipe {
  readonly steps: number;
  /** What must be free on the disk before: the result, and what is needed only meanwhile. In bytes. */
  readonly needed: number;
  /** @returns the way it took, for the stamp. */
  readonly run: (installation: Installation) => Promise<string>;
}
