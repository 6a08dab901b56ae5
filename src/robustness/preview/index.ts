export { epsilonOfChange, typicalChange } from './equalStrength';
export { clippedShare, peakSignalToNoise, structuralSimilarity } from './imageQuality';
export { imperceptibleRange, type ImperceptibleRange } from './imperceptibleRange';
export { paintDifference, paintImage, type PaintTarget } from './paint';
export { evaluationSample, writePreview, type PreviewAddress, type PreviewCorruption } from './previewCorruption';
