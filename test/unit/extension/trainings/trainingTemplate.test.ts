import { describe, expect, it } from 'vitest';
import { trainingFrom } from '../../../../src/engine/training/trainingFile';
import { trainingFileSchema } from '../../../../src/protocol/training';
import { corruptionChoices, trainingTemplate, type CorruptionChoice, type TrainingChoice } from '../../../../src/extension/trainings/trainingTemplate';

const choice: TrainingChoice = { subject: { architecture: 'resnet-8' }, data: 'cifar10', corruptions: 'c2', epochs: 7, backend: 'auto' };
const parsed = (more: Partial<TrainingChoice>) => trainingFileSchema.parse(JSON.parse(trainingTemplate({ ...choice, ...more })));

describe('a new training file', () => {
  it('can be trained, whatever was chosen', async () => {
    for (const corruptions of Object.keys(corruptionChoices) as CorruptionChoice[]) {
      for (const epochs of [1, 2, 150]) await trainingFrom(parsed({ corruptions, epochs }), '/project');
    }
  });

  it('says what was chosen, and one line an entry', () => {
    expect(parsed({})).toMatchObject({ architecture: 'resnet-8', data: 'cifar10', epochs: 7, augmentation: { noise: [{ corruptions: ['c2'] }] }, backend: 'auto' });
    expect(trainingTemplate(choice).split('\n')).toHaveLength(10);
    expect(parsed({ subject: { model: 'net/model.json' }, backend: 'wasm' })).toMatchObject({ model: 'net/model.json', backend: 'wasm' });
    expect(trainingTemplate({ ...choice, corruptions: 'standard' })).not.toContain('augmentation');
  });

  it('mirrors no digits', () => {
    expect(parsed({ data: 'mnist', corruptions: 'standard' }).augmentation.flip).toBe(false);
    expect(parsed({ corruptions: 'standard' }).augmentation.flip).toBe(true);
  });
});
