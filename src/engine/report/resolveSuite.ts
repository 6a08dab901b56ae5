import { experimentErrors } from '../../protocol/errors';
import type { Suite, SuiteFile } from '../../protocol/suite';
import { isSuiteName, suiteFor, suiteNames } from '../../robustness/suite/suite';
import { suiteProblem } from '../../robustness/suite/suiteProblem';
import type { Shape } from '../../robustness/suite/suiteCells';

/**
 * The suite of an experiment for the model's image shape.
 *
 * @throws LPR-103 for a name that no built-in suite has, LPR-104 for a suite without a corruption, LPR-105 and LPR-106
 * for an epsilon or a norm that cannot be sampled.
 */
export function resolveSuite(suite: string | SuiteFile, shape: Shape): Suite {
  if (typeof suite === 'string') {
    if (isSuiteName(suite)) return suiteFor(suite, shape);
    throw experimentErrors.unknownSuite({ name: suite, known: suiteNames.map(({ name }) => name).join(', ') });
  }
  const problem = suiteProblem(suite);
  switch (problem?.kind) {
    case undefined:
      return suiteFor(suite, shape);
    case 'empty':
      throw experimentErrors.emptySuite({ name: suite.name });
    case 'norm':
      throw experimentErrors.normOutOfRange({ norm: String(problem.norm) });
    case 'epsilon':
      throw experimentErrors.epsilonOutOfRange({ ...problem, norm: String(problem.norm) });
  }
}
