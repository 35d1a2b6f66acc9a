import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunNote, SampleFile } from '../../src/harness/sample-file.js';

const NOTE: RunNote = { startedAt: '2026-01-01T00:00:00.000Z', machine: 'any', load: 0, cores: 1, rounds: 2, versions: {} };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-samples-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('leaves out what a killed run had half written, so that it is measured again', async () => {
  const file = new SampleFile(folder, 'pages');
  await file.begin(NOTE);
  await file.add('one', 0, [{ subject: 'one', values: { cpuMs: 1 } }]);
  await appendFile(join(folder, 'pages.ndjson'), '{"job":"two","round":0,"measured":[{"subject":"two","values":{"cpuMs":1}');
  await file.resume();
  await file.add('three', 0, []);
  const { samples, has } = await file.read();
  expect(samples).toEqual([{ job: 'one', round: 0, subject: 'one', values: { cpuMs: 1 } }]);
  expect([has('one', 0), has('one', 1), has('two', 0), has('three', 0)]).toEqual([true, false, false, true]);
});

it('forgets an earlier run when another begins', async () => {
  const file = new SampleFile(folder, 'pages');
  await file.begin(NOTE);
  await file.add('one', 0, [{ subject: 'one', values: {} }]);
  await file.begin(NOTE);
  expect((await file.read()).samples).toEqual([]);
});
