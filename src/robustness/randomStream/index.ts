export type { AddressedLaw, RandomAddress, RandomPurpose, StreamKind } from './randomAddress';
export { randomOrder, seededOrder } from './randomOrder';
export { RandomStream } from './randomStream';
