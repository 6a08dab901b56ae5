import { expect, it } from 'vitest';
import { isSoftware } from '../../../../src/compute/backend/webgpuBackend';

const adapter = (vendor: string, description: string, isFallbackAdapter?: boolean) => ({
  ...{ vendor, architecture: '', device: '', description },
  ...(isFallbackAdapter === undefined ? {} : { isFallbackAdapter }),
});

it.each([
  adapter('google', 'SwiftShader driver 5.0.0'),
  adapter('mesa', 'llvmpipe (LLVM 15.0.7, 256 bits)'),
  adapter('microsoft', 'Microsoft Basic Render Driver'),
  adapter('unknown', 'whatever', true),
])('refuses $description', (info) => expect(isSoftware(info)).toBe(true));

it.each([adapter('nvidia', 'NVIDIA GeForce RTX 4090'), adapter('apple', 'Apple M2', false), adapter('intel', 'Intel(R) Arc(tm) A770'), adapter('amd', 'AMD Radeon RX 7900 XTX (RADV)')])(
  'takes $description',
  (info) => expect(isSoftware(info)).toBe(false),
);
