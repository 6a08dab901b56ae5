import type { TransferView } from '../../src/protocol/reportText/transferTables';
import type { FromTransferPage } from '../../src/protocol/transferMessages';
import { vsCodeApi } from '../components/vsCodeApi';

/** What the page keeps through being hidden and through a reload of the window. */
export interface SavedTransfer {
  readonly view?: TransferView;
  /** The chosen cell, by the places of its row and its strategy. */
  readonly cell?: CellPlace;
}

export interface CellPlace {
  readonly row: number;
  readonly strategy: number;
}

export const host = vsCodeApi<FromTransferPage, SavedTransfer>();

/** Changes some of what is kept. */
export function save(change: SavedTransfer): void {
  host.setState({ ...host.getState(), ...change });
}
