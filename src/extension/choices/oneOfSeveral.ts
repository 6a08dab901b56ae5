/** For one of several questions in a row: it stays where a panel takes the focus or somebody looks something up. Escape gives up. */
export const oneOfSeveral = { ignoreFocusOut: true } as const;
