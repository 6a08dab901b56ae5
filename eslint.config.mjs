import tseslint from 'typescript-eslint';

/** What each folder may import of ours; everything else is refused. */
const mayImport = {
  'src/robustness': [],
  'src/protocol': [],
  'src/compute': ['src/robustness', 'src/protocol'],
  'src/figures': ['src/robustness', 'src/protocol'],
  'src/engine': ['src/robustness', 'src/protocol', 'src/figures'],
  'src/server': ['src/engine', 'src/protocol', 'src/figures'],
  'src/cli': ['src/engine', 'src/protocol', 'src/robustness', 'src/figures'],
  'src/extension': ['src/protocol'],
  'webview-ui': ['src/protocol', 'src/robustness'],
};
const rooms = Object.keys(mayImport);
const nameOf = (room) => room.split('/').at(-1);

const directions = rooms.map((room) => {
  const forbidden = rooms.filter((other) => other !== room && !mayImport[room].includes(other)).map(nameOf);
  const patterns = [
    {
      regex: `^(\\.\\./)+(src/)?(${forbidden.join('|')})(/|$)`,
      message: `${room} may import only: ${mayImport[room].join(', ') || 'nothing of ours'}.`,
    },
  ];
  if (room !== 'src/extension') patterns.push({ regex: '^vscode$', message: 'Only src/extension talks to VS Code.' });
  if (room !== 'src/compute') patterns.push({ regex: '^@tensorflow/', message: 'Only compute processes load TensorFlow.' });
  if (room === 'src/robustness') patterns.push({ regex: '^node:', message: 'src/robustness is pure: no file system, no process.' });
  return { files: [`${room}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
});

/** Each engine may round these its own way; src/robustness/elementary has pure arithmetic ones. */
const impureMathematics = ['random', 'log', 'log2', 'log10', 'log1p', 'exp', 'expm1', 'pow', 'sin', 'cos', 'tan', 'atan', 'atan2', 'tanh', 'cbrt', 'hypot'];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '**/*.mjs', '**/*.cjs', 'test/fixtures/', 'playground/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: ['error', 'always'],
    },
  },
  ...directions,
  {
    files: ['src/robustness/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...impureMathematics.map((property) => ({ object: 'Math', property })), { object: 'Date', property: 'now' }],
      'no-restricted-syntax': ['error', { selector: "BinaryExpression[operator='**']", message: 'The power operator rounds as the engine likes.' }],
    },
  },
);
