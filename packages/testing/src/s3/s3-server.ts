import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalog } from './catalog.js';
import { FaultRules, type FaultsOfRequest } from './faults.js';
import type { S3State } from './handler.js';
import { HANDLERS } from './handlers.js';
import { refuseUnparsed } from './refuse-unparsed.js';
import { readRequestBody } from './request-body.js';
import { RequestCounters } from './request-counters.js';
import { checkOwner, checkRequest, describeRequest } from './router.js';
import { failureReply, replyToError, type S3Reply } from './s3-reply.js';
import type { S3Request } from './s3-request.js';

export interface S3ServerOptions {
  readonly catalog: Catalog;
  readonly now: () => number;
  readonly latencyMs: number;
  readonly hideMissingObjects: boolean;
  /** The account that owns every bucket. */
  readonly accountId: string;
}

/** The HTTP side: receives requests, lets faults happen to them, hands them to their handlers, and can end everything. */
export class S3Server {
  readonly requests = new RequestCounters();
  readonly faults = new FaultRules();
  hidesMissingObjects: boolean;
  readonly #options: S3ServerOptions;
  readonly #http: Server;
  readonly #sockets = new Set<Socket>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #lastRequestId = 0;

  constructor(options: S3ServerOptions) {
    this.#options = options;
    this.hidesMissingObjects = options.hideMissingObjects;
    // Every delayed request listens to it: no leak, however many they are.
    setMaxListeners(0, this.#stopping.signal);
    // Keep-alive connections stay until the client or `stop` ends them: an idle close would look like a fault to a client that is just sending.
    this.#http = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, (message, response) => {
      const served = this.#serve(message, response).finally(() => this.#inFlight.delete(served));
      this.#inFlight.add(served);
    });
    this.#http.on('connection', socket => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#http.on('clientError', refuseUnparsed);
  }

  /** Resolves to the port. Rejects where the port is taken or the host is not this machine's. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    // Listening on a port, so neither null nor the path of a pipe.
    return (this.#http.address() as AddressInfo).port;
  }

  /** Ends every connection, and resolves when no request is being handled any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const closed = new Promise<void>(resolve => this.#http.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([closed, ...this.#inFlight]);
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = describeRequest(message);
    const requestId = (++this.#lastRequestId).toString(16).toUpperCase().padStart(16, '0');
    const resource = (message.url ?? '/').split('?', 1)[0] ?? '/';
    this.requests.add(request.operation);
    try {
      const faults = this.faults.take(request);
      await this.#wait(faults.delayMs);
      const { fault } = faults;
      if (fault?.kind === 'reset') message.socket.resetAndDestroy();
      else if (fault?.kind === 'status') {
        this.#send(response, requestId, failureReply({ message: 'Injected fault', ...fault, requestId, resource }));
      } else {
        const reply = await this.#reply(message, request, requestId, resource);
        if (fault?.kind === 'reply-lost') message.socket.destroy();
        else this.#send(response, requestId, reply, fault);
      }
    } catch (error) {
      // A `when` that throws, or `stop` while a request waits (which has no connection left to hear of it).
      this.#send(response, requestId, replyToError(error, requestId, resource));
    }
  }

  async #reply(message: IncomingMessage, request: S3Request, requestId: string, resource: string): Promise<S3Reply> {
    try {
      const operation = checkRequest(request, message.url ?? '/');
      checkOwner(request, this.#options.accountId);
      const { body, trailers } = await readRequestBody(message, request);
      const { bucket: bucketName = '', key = '' } = request;
      return await HANDLERS[operation]({ request, body, trailers, bucketName, key, state: this.#state() });
    } catch (error) {
      return replyToError(error, requestId, resource);
    }
  }

  #state(): S3State {
    const { catalog, now } = this.#options;
    return { catalog, now, hidesMissingObjects: this.hidesMissingObjects };
  }

  async #wait(delayMs: number): Promise<void> {
    const ms = this.#options.latencyMs + delayMs;
    if (ms > 0) await sleep(ms, undefined, { signal: this.#stopping.signal });
  }

  #send(response: ServerResponse, requestId: string, reply: S3Reply, fault?: FaultsOfRequest['fault']): void {
    const { socket } = response;
    if (socket === null || socket.destroyed) return;
    const { status, headers, body = '', contentLength = Buffer.byteLength(body) } = reply;
    const length = status === 204 || status === 304 ? {} : { 'Content-Length': contentLength };
    const date = new Date(this.#options.now()).toUTCString();
    response.writeHead(status, { 'x-amz-request-id': requestId, Date: date, ...headers, ...length });
    if (fault?.kind !== 'truncate') response.end(body);
    else response.write(Buffer.from(body).subarray(0, fault.afterBytes), () => socket.destroy());
  }
}
