import { startLocalServers } from '@tempest-ts/testing';
import { runLocally } from './run-locally.js';

const servers = await startLocalServers();
try {
  await runLocally(servers, 200, line => process.stdout.write(`${line}\n`));
} finally {
  await servers.stop();
}
