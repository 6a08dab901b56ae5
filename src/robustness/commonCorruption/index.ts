export { commonCorruption, type CommonCorruption } from './commonCorruption';
export {
  benchmarkCorruptions,
  commonCorruptionGroup,
  commonCorruptionNames,
  severities,
  type CommonCorruptionGroup,
  type CommonCorruptionName,
  type Severity,
} from './commonCorruptions';
export { truncateToBytes } from './levels';
