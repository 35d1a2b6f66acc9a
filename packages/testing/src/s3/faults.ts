import type { S3Request } from './s3-request.js';

/** What may happen to a request. */
export type S3Fault =
  /** Answers with an error, such as 503 `SlowDown`, and does not apply the request. */
  | { readonly kind: 'status'; readonly status: number; readonly code: string; readonly message?: string }
  /** Resets the connection (TCP RST) and does not apply the request. */
  | { readonly kind: 'reset' }
  /** Applies the request, sends the response's head and this many bytes of its body, then closes the connection. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** Waits, in milliseconds, before the request is applied. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Applies the request and closes the connection without a response: the client cannot know that it was applied. */
  | { readonly kind: 'reply-lost' };

export interface S3FaultRule {
  readonly fault: S3Fault;
  /** Which requests it happens to. Default: every one. */
  readonly when?: (request: S3Request) => boolean;
  /** How many requests it happens to. Default: all until it is removed. */
  readonly times?: number;
}

/** An injected fault. */
export interface InjectedS3Fault {
  /** Requests that it has happened to: assert on it, so that a test whose fault never struck cannot pass. */
  readonly hits: number;
  remove(): void;
}

/** What the rules have for one request. */
export interface FaultsOfRequest {
  readonly delayMs: number;
  readonly fault: Exclude<S3Fault, { kind: 'delay' }> | undefined;
}

const NO_FAULTS: FaultsOfRequest = { delayMs: 0, fault: undefined };

interface ActiveRule extends S3FaultRule {
  hits: number;
}

/** The faults injected into a server. */
export class FaultRules {
  readonly #rules = new Set<ActiveRule>();

  inject(rule: S3FaultRule): InjectedS3Fault {
    const active: ActiveRule = { ...rule, hits: 0 };
    this.#rules.add(active);
    return {
      get hits() {
        return active.hits;
      },
      remove: () => void this.#rules.delete(active),
    };
  }

  clear(): void {
    this.#rules.clear();
  }

  /** Takes the request's share: all delays that fit, added up, and the first other fault that fits, in the order of injection. */
  take(request: S3Request): FaultsOfRequest {
    if (this.#rules.size === 0) return NO_FAULTS;
    let delayMs = 0;
    let fault: FaultsOfRequest['fault'];
    for (const rule of this.#rules) {
      const isTaken = rule.fault.kind !== 'delay' && fault !== undefined;
      if (isTaken || rule.when?.(request) === false) continue;
      if (rule.fault.kind === 'delay') delayMs += rule.fault.ms;
      else fault = rule.fault;
      rule.hits++;
      if (rule.hits >= (rule.times ?? Number.POSITIVE_INFINITY)) this.#rules.delete(rule);
    }
    return { delayMs, fault };
  }
}
