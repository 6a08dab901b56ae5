import { allRunsRequest, followRunsRequest, runsChangedNotification, type ListedRun } from '../../protocol/runListMessages';
import type { Extension } from '../extensionParts';
import { FollowedList } from './followedList';
import { inOrder } from './runGroups';

/** The runs of the workspace. */
export class WorkspaceRuns extends FollowedList<ListedRun> {
  constructor(extension: Pick<Extension, 'log' | 'runs' | 'server'>) {
    super(extension, {
      name: 'runs',
      onHint: extension.runs.onDidChange,
      tellOthers: () => extension.runs.refresh(),
      all: async (server, folders) => (await server.request(allRunsRequest, { folders })).runs,
      follow: async (server, folders) => (await server.request(followRunsRequest, { folders })).runs,
      listen: (server, take) => server.listen(runsChangedNotification, ({ changed, removed }) => take(changed, removed)),
      inOrder,
    });
  }
}
