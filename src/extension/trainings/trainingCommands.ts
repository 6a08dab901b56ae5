/** The commands about trainings, by their names without `lpRobustness.`. */
export const trainingCommands = ['openTrainingMonitor', 'pauseTraining', 'stopTraining', 'resumeTraining', 'evaluateTraining', 'deleteTraining', 'openTrainingFile', 'revealTraining', 'revealTrainingInOs', 'refreshTrainings'] as const;
export type TrainingCommandName = (typeof trainingCommands)[number];
