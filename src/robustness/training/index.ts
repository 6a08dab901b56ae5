export { drawGaussianValues } from './gaussianValues';
export { cycleEnds, learningRateAt, scheduleOf, scheduleProblem, type CosineSchedule, type LearningRateSchedule, type NamedSchedule, type StepSchedule } from './learningRate';
export { epochOrder, splitForTraining, type TrainingSplit } from './trainingSplit';
