// A server that is killed by its own native code whenever it is asked for something.
'use strict';
require('./answering.cjs')(({ method }) => {
  if (method?.startsWith('lpRobustness/')) process.abort();
});
