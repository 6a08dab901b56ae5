// A server that works, and is blocked for ever once it is asked to stop.
'use strict';
process.on('disconnect', () => undefined);
setInterval(() => undefined, 1000);
require('./answering.cjs')(({ id, method }) => {
  if (method === 'lpRobustness/doctor') process.send({ jsonrpc: '2.0', id, result: { backends: [] } });
  if (method === 'shutdown') for (;;);
});
