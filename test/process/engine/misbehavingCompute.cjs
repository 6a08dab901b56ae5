// A double: the real compute process, but at every L2 block it does what LPR_TEST_MISBEHAVIOUR says, after it has
// written the file LPR_TEST_MARK. With LPR_TEST_ONCE it does so only if that file is not there yet.
'use strict';
const { existsSync, writeFileSync } = require('node:fs');

process.on('message', (message) => {
  if (message.method !== 'block/evaluate' || message.params.law?.norm !== 2) return;
  const mark = process.env.LPR_TEST_MARK;
  if (process.env.LPR_TEST_ONCE !== undefined && existsSync(mark)) return;
  writeFileSync(mark, '');
  switch (process.env.LPR_TEST_MISBEHAVIOUR) {
    case 'crash':
      process.abort();
      break;
    case 'memory': {
      // A real one, soon since the test holds the heap small: V8's own words on stderr, then its own abort.
      const kept = [];
      for (;;) kept.push(new Array(1000).fill(kept.length));
    }
    // eslint-disable-next-line no-fallthrough
    case 'hang':
      for (;;);
    case 'leave':
      process.exit(3);
  }
});

require(process.env.LPR_TEST_COMPUTE);
