// A server that sends messages that are none of ours: an answer of another form, an answer to nothing, progress of nothing.
'use strict';
require('./answering.cjs')(({ id, method }) => {
  if (method !== 'lpRobustness/doctor') return;
  process.send({ jsonrpc: '2.0', id: 987654, result: {} });
  process.send({ jsonrpc: '2.0', method: 'lpRobustness/runProgress', params: { workId: 7, progress: 'much' } });
  process.send({ jsonrpc: '2.0', method: 'no/such', params: [] });
  process.send({ jsonrpc: '2.0', id, result: { backends: 'all of them' } });
});
