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
};
