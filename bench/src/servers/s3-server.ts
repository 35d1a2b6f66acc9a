// The local S3 server in a process of its own: what it holds, and what it computes, is then not the measured process's.
import { startLocalS3 } from '@tempest-ts/testing';
import type { S3ProcessMessage, S3ProcessQuestion } from './s3-protocol.js';

const server = await startLocalS3();
const say = (message: S3ProcessMessage): void => {
  process.send?.(message);
};
process.on('message', (question: S3ProcessQuestion) => {
  if (question === 'requests') return say({ kind: 'requests', counts: { ...server.requests.byOperation() } });
  server.clearFaults();
  if (question.delayMs > 0) server.inject({ fault: { kind: 'delay', ms: question.delayMs } });
  say({ kind: 'delayed' });
});
// Also where the suite's process dies: the channel closes with it.
process.on('disconnect', () => void server.stop());
say({ kind: 'listening', endpoint: server.endpoint });
