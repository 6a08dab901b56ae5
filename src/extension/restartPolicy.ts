/** Milliseconds to wait before each restart; there are as many as the server may have within {@link withinMilliseconds}. */
const defaultWaits = [250, 1000, 4000, 10_000] as const;
const withinMilliseconds = 3 * 60_000;

/** How often the server may be started again after it has ended by itself, and how soon. Immutable: a restart gives the next. */
export class RestartPolicy {
  /** @param waits One for each restart that is allowed; tests have less patience. */
  constructor(
    private readonly restarts: readonly number[] = [],
    private readonly waits: readonly number[] = defaultWaits,
  ) {}

  /**
   * What to do when the server has ended by itself.
   * @param now Milliseconds, from any moment on.
   * @returns how long to wait before it is started again, and the policy from then on; undefined where it stays down
   */
  next(now: number): { readonly wait: number; readonly policy: RestartPolicy } | undefined {
    const recent = this.restarts.filter((time) => time > now - withinMilliseconds);
    const wait = this.waits[recent.length];
    return wait === undefined ? undefined : { wait, policy: new RestartPolicy([...recent, now], this.waits) };
  }
}
