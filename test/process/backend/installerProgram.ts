import { installBackend } from '../../../src/engine/backend/install/installBackend';

/** Installs webgpu, telling its steps; the test that starts it kills it in the middle. */
void installBackend('webgpu', { onProgress: ({ message }) => void process.stdout.write(`${message}\n`) });
