import { allTrainingsRequest, followTrainingsRequest, trainingsChangedNotification, type ListedTraining } from '../../protocol/trainingRequests';
import type { Extension } from '../extensionParts';
import { FollowedList } from '../sidePanel/followedList';
import { StartingTrainings } from './startingTrainings';
import type { TrainingChanges } from './trainingChanges';

/** The trainings of the workspace, and those of this window that are about to begin. */
export class WorkspaceTrainings extends FollowedList<ListedTraining> {
  readonly starting = new StartingTrainings();

  constructor(
    extension: Pick<Extension, 'log' | 'server'>,
    readonly changes: TrainingChanges,
  ) {
    super(extension, {
      name: 'trainings',
      onHint: changes.onDidChange,
      tellOthers: () => changes.tell(),
      all: async (server, folders) => (await server.request(allTrainingsRequest, { folders })).trainings,
      follow: async (server, folders) => (await server.request(followTrainingsRequest, { folders })).trainings,
      listen: (server, take) => server.listen(trainingsChangedNotification, ({ changed, removed }) => take(changed, removed)),
      inOrder,
    });
  }

  override dispose(): void {
    super.dispose();
    this.starting.dispose();
    this.changes.dispose();
  }
}

/** Those that are being worked on, then the newest. */
function inOrder(trainings: Iterable<ListedTraining>): ListedTraining[] {
  const time = ({ state, created }: ListedTraining) => (state.kind === 'finished' ? state.finished : created);
  const isRunning = ({ state }: ListedTraining) => (state.kind === 'running' ? 1 : 0);
  return [...trainings].sort((a, b) => isRunning(b) - isRunning(a) || time(b).localeCompare(time(a)) || a.folder.localeCompare(b.folder));
}
