import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { RunInUse, RunWriters } from '../engine/run/runLock';
import { lastTrainingOf } from '../engine/training/lastTraining';
import { repeatedTraining } from '../engine/training/repeatedTraining';
import { readTraining } from '../engine/training/trainingFile';
import { trainingJob, type TrainingJobOptions } from '../engine/training/trainingJob';
import { TrainingListing } from '../engine/training/trainingListing';
import { hostErrors, trainingErrors } from '../protocol/errors';
import type { Training, TrainingResult } from '../protocol/training';
import {
  allTrainingsRequest,
  followTrainingsRequest,
  lastTrainingRequest,
  mayDeleteTrainingRequest,
  pauseTrainingRequest,
  resumeTrainingRequest,
  stopTrainingRequest,
  trainFileRequest,
  trainingEpochsRequest,
  trainingProgressNotification,
  trainingsChangedNotification,
  type ListedTraining,
} from '../protocol/trainingRequests';
import { answer, tell, toldUnder, type WorkInProgress } from './answer';
import { FollowedFolders } from './followedFolders';
import { TrainingsHere } from './trainingsHere';
import type { Workspace } from './workspace';

/** Trains for the extension, and lists and follows the trainings of the workspace, whoever trains. */
export function answerTraining(connection: Connection, work: WorkInProgress, workspace: Workspace): void {
  const here = new TrainingsHere();
  const listing = new TrainingListing((folder) => here.of(folder));
  const list = async (folders: readonly string[]): Promise<ListedTraining[]> => (await Promise.all(folders.map((folder) => listing.trainings(trainingsFolderOf(folder))))).flat();
  const followed = new FollowedFolders(list, (change) => tell(connection, trainingsChangedNotification, change));
  connection.onExit(() => followed.stop());

  const train = (training: Training, place: Pick<TrainingJobOptions, 'trainingsFolder' | 'out' | 'file' | 'besideUnfinished'>, workId: string, signal: AbortSignal): Promise<TrainingResult> =>
    here.run(workId, signal, (own, stopped) =>
      trainingJob(training, {
        ...place,
        writer: 'window',
        pause: own.pause,
        signal: stopped,
        ...toldUnder(connection, workId),
        onFolder: (folder) => {
          own.folder = folder;
          tell(connection, trainingProgressNotification, { workId, progress: { kind: 'began', folder } });
          followed.lookNow();
        },
        onMoment: (moment) => {
          own.moment = moment;
          tell(connection, trainingProgressNotification, { workId, progress: { kind: 'moment', moment } });
          followed.lookNow();
        },
        onEpoch: () => followed.lookNow(),
      }),
    ).finally(() => followed.lookNow());

  const trusted = (): void => {
    if (!workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  };
  answer(connection, work, trainFileRequest, async ({ workId, folder, file, beside }, signal) => {
    trusted();
    return train(await readTraining(file), { trainingsFolder: trainingsFolderOf(folder), file, besideUnfinished: beside }, workId, signal);
  });
  answer(connection, work, resumeTrainingRequest, async ({ workId, training }, signal) => {
    trusted();
    return train(await repeatedTraining(training), { trainingsFolder: path.dirname(training), out: training }, workId, signal);
  });
  answer(connection, work, pauseTrainingRequest, ({ training, isPaused }) => {
    const { pause, workId } = here.running(training);
    if (isPaused) pause.pause();
    else pause.goOn();
    tell(connection, trainingProgressNotification, { workId, progress: { kind: 'paused', isPaused } });
    followed.lookNow();
    return Promise.resolve({});
  });
  answer(connection, work, stopTrainingRequest, ({ training }) => {
    here.running(training).stop.abort();
    return Promise.resolve({});
  });
  answer(connection, work, allTrainingsRequest, async ({ folders }) => ({ trainings: await list(folders) }));
  answer(connection, work, followTrainingsRequest, async ({ folders }) => ({ trainings: await followed.follow(folders) }));
  answer(connection, work, trainingEpochsRequest, async ({ training, after }) => ({ epochs: (await listing.epochs(training)).filter(({ epoch }) => epoch > after) }));
  answer(connection, work, mayDeleteTrainingRequest, async ({ training }) => {
    if (path.dirname(training) !== trainingsFolderOf(path.resolve(training, '../../..'))) throw trainingErrors.notAWorkspaceTraining({ folder: training });
    const writer = await new RunWriters().of(training);
    if (writer !== undefined) throw new RunInUse(training, writer);
    return {};
  });
  answer(connection, work, lastTrainingRequest, async ({ folder, file }) => {
    trusted();
    const last = await lastTrainingOf(file, trainingsFolderOf(folder));
    const training = last === undefined ? undefined : await listing.training(last.folder);
    return { training: training ?? null, fileChanged: last?.isAsAsked === false };
  });
}

/** Where the trainings of a workspace folder lie. */
function trainingsFolderOf(folder: string): string {
  return path.join(folder, '.lp-robustness', 'trainings');
}
