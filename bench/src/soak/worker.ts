// One process of the soak run: connects, plants a bug where one is asked for, and does what its role does until it is told to stop, or killed.
import { Random } from '@tempest-ts/testing/simulator';
import { connectClients, openDatabase } from './connect.js';
import { type Role, senderOf, type WorkerTask } from './messages.js';
import { PLANTED_BUGS } from './planted-bugs.js';
import { archive } from './roles/archiver.js';
import { read } from './roles/reader.js';
import { restore } from './roles/restorer.js';
import type { Work } from './roles/role.js';
import { sweep } from './roles/sweeper.js';
import { write } from './roles/writer.js';
import { Teller } from './teller.js';

const ROLES: Readonly<Record<Role, (work: Work) => Promise<void>>> = {
  writer: write,
  reader: read,
  archiver: archive,
  sweeper: sweep,
  restorer: restore,
};

const task = JSON.parse(process.argv[2] ?? '{}') as WorkerTask; // what the parent passed
const stop = new AbortController();
process.on('message', () => stop.abort());
process.on('disconnect', () => process.exit(1)); // the parent is gone

async function work(): Promise<void> {
  const clients = connectClients(task, senderOf(task));
  const bug = task.bug === undefined ? undefined : PLANTED_BUGS[task.bug];
  bug?.plants[task.role]?.(clients, stop.signal);
  const db = openDatabase(clients, task.bucketName, task.bug);
  const teller = new Teller();
  teller.start();
  await ROLES[task.role]({ task, db, clients, teller, random: new Random(task.seed), stop: stop.signal });
  teller.stop();
  clients.dynamoDb.destroy();
  clients.s3.destroy();
  process.removeAllListeners('disconnect');
  process.disconnect();
}

void work(); // what it throws ends the process, which the parent takes for a violation
