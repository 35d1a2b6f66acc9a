import type { LocalServers } from '@tempest-ts/testing';

/** Requests by service and operation, such as `DynamoDB Query`. */
export type RequestCounts = ReadonlyMap<string, number>;

/** Requests that each part of the demo has sent. */
export class RequestLog {
  readonly #servers: LocalServers;
  readonly #phases = new Map<string, RequestCounts>();

  constructor(servers: LocalServers) {
    this.#servers = servers;
  }

  get phases(): ReadonlyMap<string, RequestCounts> {
    return this.#phases;
  }

  /** Runs a part of the demo and counts what is sent meanwhile. */
  async during<T>(phase: string, run: () => Promise<T>): Promise<T> {
    const { dynamoDbServer, s3Server } = this.#servers;
    dynamoDbServer.requests.reset();
    s3Server?.requests.reset();
    const result = await run();
    this.#phases.set(
      phase,
      new Map([
        ...Object.entries(dynamoDbServer.requests.byOperation).map(([operation, count]) => [`DynamoDB ${operation}`, count] as const),
        ...Object.entries(s3Server?.requests.byOperation() ?? {}).map(([operation, count]) => [`S3 ${operation}`, count] as const),
      ]),
    );
    return result;
  }
}
