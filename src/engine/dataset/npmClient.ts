// npm's own parts, in a bundle of their own (dist/npmClient.js): they are larger than everything else together, and only
// a fetch needs them. Import this file dynamically.
export { default as Config } from '@npmcli/config';
export { definitions, flatten, shorthands } from '@npmcli/config/lib/definitions/index.js';
export { default as pacote } from 'pacote';
