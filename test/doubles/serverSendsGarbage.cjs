// A server that answers a question with what is no message at all.
'use strict';
require('./answering.cjs')(({ method }) => {
  if (method === 'lpRobustness/doctor') for (const garbage of ['<html>502 Bad Gateway</html>', 42, null, { jsonrpc: '1.0' }]) process.send(garbage);
});
