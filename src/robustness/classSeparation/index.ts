export type { ImageShape } from '../corruption';
export type { CandidateImages, Neighbour, NeighbourSearch, StoredElements } from './candidateImages';
export { empiricalDistribution, histogramOf, quantilesOf, reportedPercents, type Histogram } from './distanceSummary';
export { guaranteedBelow, labelSafety, type LabelSafety } from './labelSafety';
export { estimateMinimumSeparationRobustness, minimumEpsilon, minimumSeparationRobustness, type MinimumSeparationOutcomes } from './minimumSeparationRobustness';
export { isSeparationNorm, neighbourSearch, type SeparationNorm } from './neighbourSearch';
