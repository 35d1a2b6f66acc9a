import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;

beforeAll(async () => {
  servers = await startLocalServers();
  stage = await Stage.create(servers);
  await stage.archive('a');
});
afterAll(() => servers.stop());

/** As JavaScript, or an option that was read from a file, would pass it. */
const misspelt = (options: object): never => options as never;

describe('a misspelt option changes nothing and is named:', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['dryrun', () => stage.db.restore('all', misspelt({ dryrun: true }))],
    ['dryrun', () => stage.db.refreshPointers(misspelt({ dryrun: true }))],
    ['onproblem', () => stage.db.verifyArchive(misspelt({ onproblem: () => {} }))],
    ['grace', () => stage.db.sweepOrphans(misspelt({ grace: 40 }))],
    ['dryrun', () => stage.db.erase([stage.db.users.sessions.key(stage.key('a'))], misspelt({ dryrun: true }))],
    ['abort', () => stage.db.preflight(misspelt({ abort: true }))],
    ['abort', () => stage.db.confirmReader('api', misspelt({ abort: true }))],
  ])('%s', async (name, call) => {
    const row = await stage.row('a');
    const refused = call();
    await expect(refused).rejects.toBeInstanceOf(ConfigurationError);
    await expect(refused).rejects.toThrow(`no option \`${name}\``);
    expect(await stage.row('a')).toEqual(row);
  });
});
