import { describe, expect, it } from 'vitest';
import { writtenData, writtenPath } from '../../../src/extension/experimentFiles/writtenPath';

describe('a path in a new file', () => {
  it('starts at the folder of the file', () => {
    expect(writtenPath('/w', '/w/models/net/model.json')).toBe('models/net/model.json');
    expect(writtenPath('/w/sub', '/w/model.json')).toBe('../model.json');
    expect(writtenPath('/w', 'model.json')).toBe('model.json');
  });

  it('is never taken for a dataset, and a dataset never for a path', () => {
    expect(writtenData('/w', '/w/mnist')).toBe('./mnist');
    expect(writtenData('/w', '/w/data/mnist')).toBe('data/mnist');
    expect(writtenData('/w', 'mnist')).toBe('mnist');
  });
});
