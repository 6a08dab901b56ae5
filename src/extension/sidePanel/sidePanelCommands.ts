/** The commands of the side panel, by their names without `lpRobustness.`. */
export const sidePanelCommands = [
  'openRun',
  'rerun',
  'resumeRun',
  'followRun',
  'compareRuns',
  'deleteRun',
  'copyRunAsMarkdown',
  'revealRun',
  'revealRunInOs',
  'filterRuns',
  'clearRunFilter',
  'groupRuns',
  'refreshRuns',
  'evaluateModel',
  'openLastReport',
  'evaluateSample',
] as const;
export type SidePanelCommandName = (typeof sidePanelCommands)[number];
