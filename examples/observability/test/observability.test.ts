import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchWriteSet, type HybridLogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { pino } from 'pino';
import { parse } from 'yaml';
import { createDb } from '../src/create-db.js';
import { type Observation, observe } from '../src/observe.js';
import { serve } from '../src/serve.js';
import { UserDatabase } from '../src/user-database.js';
import { parseQuery, type Query } from './promql.js';
import { parseScrape, type Scrape } from './scrape.js';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[] };
}
interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: object;
      readonly annotations: { readonly summary: string; readonly description: string };
    }[];
  }[];
}

const DAY_MS = 86_400_000;
/** In every key and value of the items. */
const SECRET = 'xyzzy-secret';
const ROOT = join(__dirname, '..');
const old = new Date(Date.now() - 400 * DAY_MS);
const session = (id: string) => ({ userId: SECRET, sessionId: `${SECRET}-${id}`, sessionData: SECRET.repeat(20), createdAt: old });
const key = (id: string) => ({ userId: SECRET, sessionId: `${SECRET}-${id}` });

let servers: LocalServers;
let observation: Observation;
let db: HybridLogicalDb<UserDatabase>;
let server: Server;
let url = '';
const lines: string[] = [];
let text = '';
let scrape: Scrape;

const get = (path: string) => fetch(new URL(path, url));
const swallow = (call: Promise<unknown>) => call.catch(() => undefined);

/** Everything that has a metric, the things that go wrong among them. */
async function liveThrough(): Promise<void> {
  const { sessions } = db.users;
  const archive = () => db.archiveOldData({ onProgress: observation.telemetry.archiveProgress() });
  await db.batchWrite(new BatchWriteSet().clobber(...['1', '2'].map(id => sessions.create(session(id)))));
  await archive();
  await get(`/users/${SECRET}/sessions`);
  await sessions.load(key('1'));
  await sessions.update(key('2'), s => s.sessionData.set(SECRET));
  await swallow(sessions.update(key('none'), s => s.sessionData.set(SECRET)));

  // One item that S3 refuses, and one that changes between its capture and its swap.
  await sessions.save(session('refused'));
  for (const id of ['changed', '3', '4']) await sessions.save(session(id));
  servers.s3.middlewareStack.add(
    next => async args => {
      const { Key = '', Body } = args.input as { readonly Key?: string; readonly Body?: unknown };
      if (Body && Key.includes('-refused'))
        throw Object.assign(new Error('no'), { name: 'InvalidRequest', $metadata: { httpStatusCode: 400 } });
      if (Body && Key.includes('-changed')) await sessions.save({ ...session('changed'), sessionData: `${SECRET} again` });
      return next(args);
    },
    { step: 'initialize', name: 'meddle' },
  );
  const { errorCount, itemsSkipped } = await archive();
  servers.s3.middlewareStack.remove('meddle');
  expect({ errorCount, itemsSkipped }).toEqual({ errorCount: 1, itemsSkipped: 1 });

  // A read that is sent again, and one that goes on failing.
  servers.s3Server?.inject({ fault: { kind: 'status', status: 503, code: 'SlowDown' }, when: ({ method }) => method === 'GET', times: 1 });
  await sessions.load(key('3'));
  const gone = servers.s3Server?.inject({
    fault: { kind: 'status', status: 403, code: 'AccessDenied' },
    when: ({ method }) => method === 'GET',
  });
  await swallow(sessions.load(key('4')));
  gone?.remove();
}

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  observation = observe();
  const { telemetry } = observation;
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  db = createDb({ dynamoDb: servers.dynamoDb, s3: servers.s3, bucketName: servers.bucketName, telemetry, logger });
  server = serve(db, observation).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await liveThrough();
  text = await (await get('/metrics')).text();
  scrape = parseScrape(text);
});
afterAll(async () => {
  server?.close();
  server?.closeAllConnections();
  await observation?.stop();
  await servers?.stop();
});

/** A label that none of the query's metrics has would match nothing, or everything, without a word. */
function check({ selectors, grouping }: Query): void {
  expect(selectors.length).toBeGreaterThan(0);
  for (const { metric, matchers } of selectors) {
    const labels = scrape.get(metric);
    expect({ metric, exists: labels !== undefined }).toEqual({ metric, exists: true });
    for (const { label, operator, value } of matchers) {
      expect({ metric, label, exists: labels?.has(label) }).toEqual({ metric, label, exists: true });
      const isFree = operator !== '=' || label === 'error_type'; // codes of errors are looked up below
      if (!isFree) expect([...(labels?.get(label) ?? [])]).toContain(value);
    }
  }
  const known = new Set(selectors.flatMap(({ metric }) => [...(scrape.get(metric)?.keys() ?? [])]));
  for (const label of grouping) expect([...known]).toContain(label);
}

/** Grafana fills these in. */
const filledIn = (expr: string): string => expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$(job|table)\b/g, '.*');

describe('the dashboard', () => {
  const dashboard = async () => JSON.parse(await readFile(join(ROOT, 'grafana', 'dashboard.json'), 'utf8')) as Dashboard;

  it('has queries whose metrics and labels the application has, every one', async () => {
    const targets = (await dashboard()).panels.flatMap(({ targets: of = [] }) => of);
    expect(targets.length).toBeGreaterThan(25);
    for (const { expr, legendFormat } of targets) {
      const query = parseQuery(filledIn(expr));
      check(query);
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(query.grouping).toContain(label);
    }
  });

  it('has variables that are filled from labels there are', async () => {
    for (const { definition } of (await dashboard()).templating.list.filter(({ type }) => type === 'query')) {
      const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definition ?? '') ?? [];
      expect([...(scrape.get(metric)?.keys() ?? [])]).toContain(label);
    }
  });

  it('shows every metric that the library has', async () => {
    const shown = JSON.stringify((await dashboard()).panels);
    const metrics = [...scrape.keys()]
      .filter(name => /^(tempest|db_client)_/.test(name))
      .map(name => name.replace(/_(bucket|sum|count)$/, ''));
    // How many rows runs have read is for their progress, and whether they got to the end for an alert.
    const hidden = ['tempest_archive_rows_total', 'tempest_archive_last_run_complete'];
    for (const metric of new Set(metrics)) if (!hidden.includes(metric)) expect(shown).toContain(metric);
  });
});

describe('the alerts', () => {
  const rules = async () =>
    (parse(await readFile(join(ROOT, 'prometheus', 'alerts.yml'), 'utf8')) as Rules).groups.flatMap(group => group.rules);

  it('ask for metrics and labels that there are, and say so by labels that are left', async () => {
    const all = await rules();
    expect(all.length).toBeGreaterThan(5);
    for (const { expr, annotations, labels } of all) {
      const query = parseQuery(expr);
      check(query);
      expect(labels).toEqual({ severity: expect.stringMatching(/^(page|ticket)$/) });
      for (const [, label = ''] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)) expect(query.grouping).toContain(label);
    }
  });

  it('and the dashboard name codes of errors that there are', async () => {
    const errors = await readFile(join(ROOT, '..', '..', 'docs', 'errors.md'), 'utf8');
    for (const { expr } of await rules()) {
      for (const { matchers } of parseQuery(expr).selectors) {
        for (const { label, operator, value } of matchers)
          if (label === 'error_type' && operator === '=') expect(errors).toMatch(new RegExp(`^### .*\\b${value}\\b`, 'm'));
      }
    }
  });
});

it('a query that is none, or asks for what there is not, is found', () => {
  expect(() => parseQuery('sum(rate(x[5m]')).toThrow('no PromQL');
  for (const wrong of [
    'no_such_metric',
    'tempest_archive_lag{no_such_label="x"}',
    'sum by (no_such_label) (tempest_archive_lag)',
    'tempest_store_reachable{tempest_store="s4"}',
  ])
    expect(() => check(parseQuery(wrong))).toThrow();
});

it('neither the metrics nor the log have a key or a value of an item', () => {
  expect(text).toContain('tempest_hydration_duration_count');
  expect(text).not.toContain(SECRET);
  expect(lines.some(line => line.includes('"event":"hydration.failed"'))).toBe(true);
  expect(lines.filter(line => line.includes(SECRET))).toEqual([]);
});

it('/healthz tells that all is well, and takes the process out of service where DynamoDB is gone, not where S3 is', async () => {
  const well = await get('/healthz');
  expect(well.status).toBe(200);
  expect(await well.json()).toMatchObject({ healthy: true, archive: { lastRuns: [{ table: 'user_sessions', complete: true }] } });
  const gone = servers.s3Server?.inject({ fault: { kind: 'reset' } });
  const ill = await get('/healthz');
  expect(ill.status).toBe(200);
  expect(await ill.json()).toMatchObject({
    status: 'degraded',
    healthy: false,
    problems: [{ code: 's3-unreachable' }],
    dynamoDb: { reachable: true },
    s3: { reachable: false },
  });
  gone?.remove();
  expect(await (await get('/healthz')).json()).toMatchObject({ status: 'healthy' });

  servers.dynamoDb.middlewareStack.add(() => () => Promise.reject(new Error('gone')), { step: 'initialize', name: 'gone' });
  const down = await get('/healthz');
  servers.dynamoDb.middlewareStack.remove('gone');
  expect(down.status).toBe(503);
  expect(await down.json()).toMatchObject({ status: 'unhealthy', dynamoDb: { reachable: false }, s3: { reachable: true } });
});

it('what is not there is said to be so, and errors are told by their code alone', async () => {
  expect((await get('/nothing')).status).toBe(404);
  const refused = servers.s3Server?.inject({ fault: { kind: 'status', status: 403, code: 'AccessDenied' } });
  const failed = await get(`/users/${SECRET}/sessions`);
  refused?.remove();
  expect([failed.status, await failed.json()]).toEqual([500, { code: 'HYDRATION_FAILED' }]);
});
