import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FaultKind, FaultPlan } from '../../src/soak/faults/fault-plan.js';
import { FaultProxy, SENDER_HEADER } from '../../src/soak/faults/fault-proxy.js';
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

  it.each([undefined, 'delay'] as const)('has applied what a killed process had sent, of which nothing was read yet: %s', async kind => {
    const { port } = new URL(await start(kind));
    // It is killed in the middle of its work, while this process is too busy to see any of it.
    const message = `PUT /last HTTP/1.1\r\nhost: a\r\n${SENDER_HEADER}: writer\r\ncontent-length: 4\r\n\r\nbody`;
    const program = `require('node:net').connect(${port}, '127.0.0.1').end(${JSON.stringify(message)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(spawnSync(process.execPath, ['-e', program]).signal).toBe('SIGKILL');
    await proxy?.settled('writer');
    expect(applied).toHaveLength(1);
  });

  it('waits for no other process’s connections', async () => {
    const agent = new Agent({ keepAlive: true });
    const { hostname, port } = new URL(await start());
    const sent = request({ hostname, port, agent, headers: { [SENDER_HEADER]: 'another' } }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    await buffer(answer);
    await proxy?.settled('writer');
    agent.destroy();
  });

  it('has applied what it had received before it was gone when it is back', async () => {
    const endpoint = await start('delay');
    const lost = put(endpoint).catch((error: unknown) => error);
    while (proxy?.requests === 0) await new Promise(resolve => setImmediate(resolve));
    await proxy?.goDown(1);
    expect(await lost).toMatchObject({ code: 'ECONNRESET' });
    expect(applied).toHaveLength(1);
    expect(await put(endpoint)).toMatchObject({ status: 200 });
    expect(applied).toHaveLength(2);
  });

  it('is gone for a while, and there again', async () => {
    const endpoint = await start();
    const gone = proxy?.goDown(200);
    await expect(put(endpoint)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await gone;
    expect(await put(endpoint)).toMatchObject({ status: 200 });
  });
});
