/** The part of npm's configuration reader that is used here; the package has no types of its own. */
declare module '@npmcli/config' {
  interface ConfigOptions {
    readonly definitions: unknown;
    readonly flatten: unknown;
    readonly shorthands: unknown;
    readonly npmPath: string;
    readonly execPath?: string;
    readonly argv?: readonly string[];
    readonly warn?: boolean;
  }

  export default class Config {
    constructor(options: ConfigOptions);
    load(): Promise<void>;
    /** Camel-cased, as npm's libraries take it; credentials under their registry's address. */
    readonly flat: Readonly<Record<string, unknown>>;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  export const definitions: unknown;
  export const flatten: unknown;
  export const shorthands: unknown;
}
