import { defineError } from './lprError';

/** LPR-1xx: what was asked for. */
export const experimentErrors = {
  unreadable: defineError<{ file: string; reason: string }>(
    'LPR-101',
    ({ file, reason }) => `The experiment file ${file} could not be read: ${reason}.`,
    () => 'Check that the file exists and that you may read it.',
  ),
  invalid: defineError<{ file: string; where: string; reason: string }>(
    'LPR-102',
    ({ file, where, reason }) => `${file} is not a valid experiment: at ${where}, ${reason}.`,
    () => 'Correct that place; the JSON schema of experiment files lists what is allowed.',
  ),
  unknownSuite: defineError<{ name: string; known: string }>(
    'LPR-103',
    ({ name }) => `There is no suite named ${name}, and no file of that name.`,
    ({ known }) => `Use one of ${known}, or give the path of a suite file.`,
  ),
  emptySuite: defineError<{ name: string }>(
    'LPR-104',
    ({ name }) => `The suite ${name} has no corruption in it.`,
    () => 'Give it at least one curve or one imperceptible corruption.',
  ),
  epsilonOutOfRange: defineError<{ norm: string; epsilon: number; maximum: number }>(
    'LPR-105',
    ({ norm, epsilon, maximum }) => `Epsilon ${epsilon} is outside the range of norm ${norm}, above 0 to ${maximum}.`,
    () => 'Choose an epsilon within the range; for L0 it is the fraction of elements that are replaced.',
  ),
  normOutOfRange: defineError<{ norm: string }>(
    'LPR-106',
    ({ norm }) => `${norm} is not a norm that can be sampled.`,
    () => 'Use 0, a number from 0.1 to 1000, inf or gaussian.',
  ),
  invalidOption: defineError<{ option: string; value: string; expected: string }>(
    'LPR-107',
    ({ option, value, expected }) => `${option} cannot be ${value}: expected ${expected}.`,
    ({ option }) => `Correct ${option} and try again.`,
  ),
  noThresholds: defineError<{ file: string }>(
    'LPR-110',
    ({ file }) => `The experiment file ${file} has no thresholds, so there is nothing to check.`,
    () => 'Add some, such as "thresholds": [{"norm": 2, "epsilon": 1, "maximumError": 0.4}, {"figure": "mceLp", "maximum": 0.3}], with epsilons of its suite.',
  ),
  noSuchCell: defineError<{ file: string; where: string; cell: string; suite: string; has: string }>(
    'LPR-111',
    ({ file, where, cell, suite, has }) => `${file}, ${where} asks for ${cell}, which the suite ${suite} does not have for the images of this model: it has ${has}.`,
    () => 'Name one of those, or write a suite with that epsilon into the experiment file. Nothing was evaluated: thresholds judge the cells of the suite and never add to it.',
  ),
  epsilonPastImages: defineError<{ norm: string; epsilon: number; largest: number; size: string }>(
    'LPR-112',
    ({ norm, epsilon, largest, size }) => `Epsilon ${epsilon} is more than the ${norm} distance of any two images of ${size}, which is ${largest} at most: nearly all of such a corruption is clipped away.`,
    ({ largest }) => `Choose an epsilon up to ${largest}; what is worth measuring is mostly far below.`,
  ),
  figureUndefined: defineError<{ figure: string; suite: string; lacks: string }>(
    'LPR-113',
    ({ figure, suite, lacks }) => `${figure} is not defined for the suite ${suite}, which has no ${lacks}: this threshold can never be held.`,
    ({ lacks }) => `Remove the threshold, or choose a suite with ${lacks}.`,
  ),
  thresholdTwice: defineError<{ name: string; line: number }>(
    'LPR-114',
    ({ name, line }) => `There is another threshold for ${name}, in line ${line}: the stricter one decides.`,
    () => 'Keep one of them.',
  ),
  noOwnImperceptible: defineError<{ folder: string }>(
    'LPR-116',
    ({ folder }) => `The experiment wants the imperceptible corruptions of the workspace, but none were chosen: there is no .lp-robustness/imperceptible.json in ${folder} or above it.`,
    () => 'Choose them by looking with the command "Choose imperceptible corruptions", or leave "imperceptible" out to use those of the suite.',
  ),
  noOwnImperceptibleForSize: defineError<{ size: string; has: string }>(
    'LPR-117',
    ({ size, has }) => `No imperceptible corruptions were chosen for images of ${size} (height x width x channels); there are some for: ${has}.`,
    () => 'Finish the choice for this size with the command "Choose imperceptible corruptions", or leave "imperceptible" out to use those of the suite.',
  ),
  limitPastSplit: defineError<{ limit: number; count: number; split: string }>(
    'LPR-115',
    ({ limit, count, split }) => `The split ${split} has ${count} images, fewer than the limit of ${limit}: all of them are evaluated.`,
    () => 'Leave the limit out to say so.',
  ),
};
