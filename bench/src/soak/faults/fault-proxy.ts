import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind, FaultPlan } from './fault-plan.js';
import type { ServiceAnswers } from './service-answers.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const LOOPBACK = '127.0.0.1';
const MAX_SOCKETS = 256;
const POLL_MS = 10;
/** They are of one connection, and the proxy's two are others; signatures do not cover them. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'content-length']);

/** How a process says who it is, besides what the SDK says of itself. */
export const SENDER_HEADER = 'x-soak-sender';

const nameOf = ({ headers }: IncomingMessage): string => String(headers[SENDER_HEADER] ?? 'nobody');

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_CONNECTION.has(name)));

/**
 * Stands before an HTTP server and has things go wrong, by a plan. Signatures stay valid, as the `Host` that a client has signed is passed on. It can also
 * be gone for a while, like a server that is stopped and started.
 */
export class FaultProxy {
  readonly #upstream: URL;
  readonly #plan: FaultPlan;
  readonly #answers: ServiceAnswers;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  readonly #server: Server;
  /** By connection, whose it is: known from its first request on. */
  readonly #sockets = new Map<Socket, string | undefined>();
  readonly #applying = new Set<Promise<unknown>>();
  readonly #counts = new Map<FaultKind, number>();
  #port = 0;
  #isDown = false;
  #outages = 0;
  #requests = 0;
  /** Whether faults happen. */
  isFaulty = true;

  constructor(upstream: string, plan: FaultPlan, answers: ServiceAnswers) {
    this.#upstream = new URL(upstream);
    this.#plan = plan;
    this.#answers = answers;
    this.#server = createServer((incoming, response) => void this.#handle(incoming, response));
    this.#server.keepAliveTimeout = 0; // an idle connection that is closed on a client would be a fault of nobody's plan
    this.#server.on('connection', socket => {
      this.#sockets.set(socket, undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined); // its client was killed
    });
  }

  get endpoint(): string {
    return `http://${LOOPBACK}:${this.#port}`;
  }

  get requests(): number {
    return this.#requests;
  }

  get outages(): number {
    return this.#outages;
  }

  /** How often each kind of fault has happened. */
  get faults(): Readonly<Partial<Record<FaultKind, number>>> {
    return Object.fromEntries(this.#counts);
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, LOOPBACK, () => {
        this.#server.off('error', reject);
        this.#port = (this.#server.address() as AddressInfo).port; // of a server that listens on TCP
        resolve();
      });
    });
  }

  /**
   * Refuses connections for so long, or longer: what it had received is still applied, and the answers are lost. All of that is over when it is back, as nobody could tell a
   * request that came late from a write that was lost.
   */
  async goDown(ms: number): Promise<void> {
    this.#outages += 1;
    this.#isDown = true;
    this.#server.close();
    for (const socket of this.#sockets.keys()) socket.resetAndDestroy();
    await sleep(ms);
    await Promise.allSettled([...this.#applying]);
    this.#isDown = false;
    await this.listen();
  }

  /**
   * Resolves when everything is applied that a process had sent before it was killed, or never will be. A connection ends after all that was written to it, so that it is
   * over when the process's are; also on a machine so busy that nothing was read of them yet.
   *
   * @param sender as its requests name it
   */
  async settled(sender: string): Promise<void> {
    await this.#connectionsAccepted();
    while ([...this.#sockets.values()].some(name => name === undefined || name === sender)) await sleep(POLL_MS);
    await Promise.allSettled([...this.#applying]);
  }

  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
    await Promise.allSettled([...this.#applying]);
    this.#agent.destroy();
  }

  /** Connections are accepted in the order in which they were made: when one that is made now is, all before it are. */
  async #connectionsAccepted(): Promise<void> {
    while (this.#isDown) await sleep(POLL_MS);
    const own = connect(this.#port, LOOPBACK);
    own.on('error', () => undefined); // it went down just now, and everybody's connections with it
    await new Promise(resolve => own.once('close', resolve).once('connect', () => own.end()));
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const handled = this.#answer(incoming, response).catch(() => response.destroy()); // the client or the server went away
    this.#applying.add(handled);
    await handled;
    this.#applying.delete(handled);
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = incoming;
    if (this.#sockets.has(socket)) this.#sockets.set(socket, nameOf(incoming));
    const body = await buffer(incoming);
    this.#requests += 1;
    const fault = this.isFaulty ? this.#faultOf(incoming) : undefined;
    if (fault) this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
    const planned = fault && this.#answers[fault];
    if (fault === 'reset') socket.resetAndDestroy();
    else if (planned)
      send(response, { status: planned.status, headers: { 'content-type': planned.contentType }, body: Buffer.from(planned.body) });
    else {
      if (fault === 'delay') await sleep(this.#plan.delayMs());
      const answer = await this.#apply(incoming, body);
      if (this.#isDown || fault === 'reply-lost') socket.destroy();
      else if (fault === 'truncate') truncate(response, answer);
      else send(response, answer);
    }
  }

  #faultOf({ method }: IncomingMessage): FaultKind | undefined {
    const fault = this.#plan.next();
    return fault === '409' && method !== 'PUT' ? undefined : fault;
  }

  #apply({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const { hostname: host, port } = this.#upstream;
    const length = body.byteLength > 0 || method === 'PUT' || method === 'POST' ? { 'content-length': body.byteLength } : {};
    return new Promise((resolve, reject) => {
      const passed = request(
        { host, port, method, path: url, headers: { ...endToEnd(headers), ...length }, agent: this.#agent },
        answer => {
          buffer(answer).then(received => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }), reject);
        },
      );
      passed.on('error', reject);
      passed.end(body);
    });
  }
}

/** Of an answer to HEAD the length is of what is not sent. */
const headersOf = ({ headers, body }: Answer): IncomingHttpHeaders => ({
  ...endToEnd(headers),
  'content-length': body.byteLength > 0 ? String(body.byteLength) : (headers['content-length'] ?? '0'),
});

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer)).end(answer.body);
}

function truncate(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer));
  response.write(answer.body.subarray(0, answer.body.byteLength >> 1), () => response.destroy());
  if (answer.body.byteLength < 2) response.destroy();
}
