import { ln } from '../elementary';

/**
 * The blind two-way comparison that finds an epsilon too weak to see for one observer and one norm: of two pictures, which is
 * corrupted? It is a fold over the answers, so that it can be left and taken up again.
 *
 * 1. A staircase locates the threshold: after two right answers in a row the corruption becomes weaker, after a wrong one stronger
 *    (two down, one up: it settles where 71 % are right; Levitt 1971). Two levels at a time until the second turn, then one. It ends
 *    after eight turns, or at an end of the ladder.
 * 2. A test decides, from one level below the mean of the last six turns on: Wald's sequential test (1945) of guessing (50 % right)
 *    against seeing (75 % right or more). "Guessing" takes the level; "seeing", or no decision after 120 answers, goes on one level
 *    weaker, with half the probability of error.
 *
 * The k-th test takes a level at which the observer is right in 75 % or more of the answers with probability at most
 * errorProbability / 2^k (Wald's inequality), and so the whole search does with at most errorProbability.
 */
export interface ComparisonState {
  readonly phase: 'staircase' | 'test' | 'done';
  /** The level of the ladder to show next; of the result when done, -1 where even the weakest was seen. */
  readonly level: number;
  /** Answers so far. */
  readonly answers: number;
}

export const errorProbability = 0.05;
const guessing = 0.5;
const seeing = 0.75;
const right = ln(seeing / guessing);
const wrong = ln((1 - seeing) / (1 - guessing));
const turnsToEnd = 8;
const turnsCounted = 6;
const mostTestAnswers = 120;
/** Wrong answers in a row at the strongest level, after which a staircase gives up looking higher. */
const lostAtTop = 3;

/** Where a search stands after its answers, true for right; see {@link ComparisonState}. */
export function comparisonAfter(answers: readonly boolean[], levels: number): ComparisonState {
  const search = new Search(levels);
  for (const answer of answers) search.take(answer);
  return { ...search.state, answers: answers.length };
}

class Search {
  state: Pick<ComparisonState, 'phase' | 'level'>;
  #streak = 0;
  #direction = 0;
  #lost = 0;
  readonly #turns: number[] = [];
  #evidence = 0;
  #testAnswers = 0;
  #test = 1;

  constructor(private readonly levels: number) {
    this.state = { phase: 'staircase', level: Math.min(levels - 1, Math.floor((3 * levels) / 4)) };
  }

  take(isRight: boolean): void {
    if (this.state.phase === 'staircase') this.#climb(isRight);
    else if (this.state.phase === 'test') this.#weigh(isRight);
  }

  #climb(isRight: boolean): void {
    const { level } = this.state;
    this.#streak = isRight ? this.#streak + 1 : 0;
    if (isRight && this.#streak < 2) return;
    const direction = isRight ? -1 : 1;
    this.#streak = 0;
    if (this.#direction !== 0 && direction !== this.#direction) this.#turns.push(level);
    this.#direction = direction;
    this.#lost = direction > 0 && level === this.levels - 1 ? this.#lost + 1 : 0;
    const next = Math.min(this.levels - 1, Math.max(0, level + direction * (this.#turns.length < 2 ? 2 : 1)));
    const isStuck = (direction < 0 && level === 0) || this.#lost >= lostAtTop;
    if (isStuck) this.#beginTest(level);
    else if (this.#turns.length >= turnsToEnd) {
      const last = this.#turns.slice(-turnsCounted);
      this.#beginTest(Math.floor(last.reduce((sum, each) => sum + each, 0) / last.length) - 1);
    } else this.state = { phase: 'staircase', level: next };
  }

  #beginTest(level: number): void {
    this.#evidence = 0;
    this.#testAnswers = 0;
    this.state = { phase: 'test', level: Math.min(this.levels - 1, Math.max(0, level)) };
  }

  #weigh(isRight: boolean): void {
    this.#evidence += isRight ? right : wrong;
    this.#testAnswers += 1;
    let allowed = errorProbability;
    for (let test = 0; test < this.#test; test += 1) allowed /= 2;
    if (this.#evidence <= ln(allowed)) this.state = { phase: 'done', level: this.state.level };
    else if (this.#evidence >= -ln(errorProbability) || this.#testAnswers >= mostTestAnswers) this.#goWeaker();
  }

  #goWeaker(): void {
    this.#test += 1;
    if (this.state.level === 0) this.state = { phase: 'done', level: -1 };
    else this.#beginTest(this.state.level - 1);
  }
}
