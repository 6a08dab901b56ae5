import { defineError } from './lprError';

/** LPR-7xx: training. */
export const trainingErrors = {
  impossibleSchedule: defineError<{ reason: string }>(
    'LPR-701',
    ({ reason }) => `The learning rate schedule is impossible: ${reason}.`,
    () => 'Correct learningRate or epochs in the training file.',
  ),
  cutCycle: defineError<{ epochs: number; ends: string }>(
    'LPR-702',
    ({ epochs }) => `After ${epochs} epochs the learning rate is in the middle of a cycle, and the model would be half annealed.`,
    ({ ends }) => `Train for ${ends} epochs, change cycle, or allow it with "cutCycle": true in learningRate.`,
  ),
  impossibleArchitecture: defineError<{ architecture: string; reason: string }>(
    'LPR-703',
    ({ architecture, reason }) => `The architecture ${architecture} is impossible: ${reason}.`,
    () => 'Choose other sizes, another architecture, or images of another size.',
  ),
  noModel: defineError<{ given: string }>(
    'LPR-704',
    ({ given }) => `A training needs an architecture or a model of your own, and was given ${given}.`,
    () => 'Give either "architecture" or "model" in the training file.',
  ),
  notTrainable: defineError<{ reason: string }>(
    'LPR-705',
    ({ reason }) => `This model cannot be trained here: ${reason}.`,
    () => 'Use a layers model that ends in class scores or in a softmax, or one of the built-in architectures.',
  ),
  tooFewImages: defineError<{ count: number; need: string }>(
    'LPR-706',
    ({ count, need }) => `There are ${count} training images, too few for ${need}.`,
    () => 'Use more images, a smaller batchSize or a smaller validation share.',
  ),
  lossNotFinite: defineError<{ epoch: number; batch: number; loss: string; kept: string }>(
    'LPR-710',
    // What happened is the same in each attempt; which checkpoint there was is not.
    ({ epoch, batch, loss }) => `The loss became ${loss} in epoch ${epoch}, batch ${batch}, so training was stopped.`,
    ({ kept }) => `${kept} Lower the peak learning rate, add a warm-up, or clip the gradients (optimiser.clipNorm), and train again.`,
  ),
  checkpointDamaged: defineError<{ file: string; reason: string }>(
    'LPR-711',
    ({ file, reason }) => `The checkpoint ${file} cannot be used: ${reason}.`,
    () => 'Delete it to train from the beginning, or put a good copy back.',
  ),
  otherTraining: defineError<{ folder: string; differences: string }>(
    'LPR-712',
    ({ folder, differences }) => `The training in ${folder} was begun with other settings and is not finished; what differs: ${differences}.`,
    () => 'Put the file back to what it was to go on, or start anew with --fresh or another --out.',
  ),
  noNormsToTest: defineError<{ suite: string }>(
    'LPR-713',
    ({ suite }) => `The suite ${suite} has no Lp corruption that counts for mCE_Lp, so there is nothing to put into the rows of a transfer table.`,
    () => 'Name another suite in "tests". The common corruptions are tested with "common": true beside it.',
  ),
  noModelToTest: defineError<{ count: number; reason: string }>(
    'LPR-714',
    ({ count, reason }) => `None of the ${count} models of this transfer experiment could be had; the first one: ${reason}`,
    () => 'Mend what that says, and start again: what is trained already is kept.',
  ),
  notTrainedHere: defineError<{ folder: string }>(
    'LPR-720',
    ({ folder }) => `The training in ${folder} cannot be paused or stopped by itself from here: another window, a terminal or a transfer experiment trains it.`,
    () => 'Stop it where it was started: in the other window, with Ctrl+C in its terminal, or by cancelling the experiment. What it has done is kept.',
  ),
  notAWorkspaceTraining: defineError<{ folder: string }>(
    'LPR-721',
    ({ folder }) => `${folder} is not a training below .lp-robustness/trainings of a workspace.`,
    () => 'Choose a training in the Trainings view; refresh the view where it is gone.',
  ),
};
