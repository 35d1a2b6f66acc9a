import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FaultKind, FaultPlan } from '../../src/soak/faults/fault-plan.js';
import { FaultProxy } from '../../src/soak/faults/fault-proxy.js';
import { S3_ANSWERS } from '../../src/soak/faults/service-answers.js';

const BODY = 'x'.repeat(1_000);
let upstream: Server;
let applied: string[];
let proxy: FaultProxy | undefined;

beforeEach(async () => {
  applied = [];
  upstream = createServer(async (incoming, response) => {
    applied.push(`${incoming.method} ${incoming.url} ${incoming.headers.host} ${await buffer(incoming)}`);
    response.end(BODY);
  });
  await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await proxy?.close();
  await new Promise(resolve => {
    upstream.close(resolve);
    upstream.closeAllConnections();
  });
});

/** A proxy that has the same happen to every request. */
async function start(kind?: FaultKind): Promise<string> {
  const { port } = upstream.address() as AddressInfo;
  proxy = new FaultProxy(`http://127.0.0.1:${port}`, new FaultPlan(1, kind ? { [kind]: 1 } : {}), S3_ANSWERS);
  await proxy.listen();
  return proxy.endpoint;
}

const put = (endpoint: string): Promise<{ readonly status: number | undefined; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(`${endpoint}/a?b=c`, { method: 'PUT', agent: false }, answer => {
      buffer(answer).then(body => resolve({ status: answer.statusCode, body: String(body) }), reject);
    });
    sent.on('error', reject);
    sent.end('body');
  });

describe('the proxy', () => {
  it('passes on what a client has signed', async () => {
    const endpoint = await start();
    expect(await put(endpoint)).toEqual({ status: 200, body: BODY });
    expect(applied).toEqual([`PUT /a?b=c ${new URL(endpoint).host} body`]);
  });

  it.each(['503', '500', '409'] as const)('answers %s and applies nothing', async kind => {
    expect(await put(await start(kind))).toMatchObject({ status: Number(kind), body: expect.stringContaining('<Code>') });
    expect(applied).toEqual([]);
    expect(proxy?.faults).toEqual({ [kind]: 1 });
  });

  it('resets a connection and applies nothing', async () => {
    await expect(put(await start('reset'))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(applied).toEqual([]);
  });

  it.each(['reply-lost', 'truncate'] as const)('applies a request whose answer does not arrive: %s', async kind => {
    await expect(put(await start(kind))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(applied).toHaveLength(1);
  });

  it('applies what a killed process had sent', async () => {
    const endpoint = await start('delay');
    const sent = request(`${endpoint}/late`, { method: 'PUT', agent: false });
    sent.on('error', () => undefined);
    sent.end('body');
    await new Promise(resolve => setTimeout(resolve, 20));
    sent.destroy();
    await proxy?.settled();
    expect(applied).toHaveLength(1);
  });

  it('is gone for a while, and there again', async () => {
    const endpoint = await start();
    const gone = proxy?.goDown(200);
    await expect(put(endpoint)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await gone;
    expect(await put(endpoint)).toMatchObject({ status: 200 });
  });
});
