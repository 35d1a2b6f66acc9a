import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** Options of a `LocalLambda`. */
export interface LocalLambdaOptions {
  /** The bundled functions. */
  readonly bundle: string;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds after which an invocation is killed, and of which its context tells what is left. */
  readonly timeoutMs: number;
}

/** An invocation that is under way. */
export interface LocalInvocation {
  readonly handler: string;
  /** Ends its process as the kernel does where memory is short. */
  kill(): void;
}

interface Answer {
  readonly output?: unknown;
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
}

/** Functions in processes of their own, one for each invocation, which nothing of an earlier one survives. */
export class LocalLambda {
  readonly invocations: string[] = [];
  readonly #options: LocalLambdaOptions;
  readonly #children = new Set<ChildProcess>();
  /** Told of each invocation as it begins. */
  onInvocation: ((invocation: LocalInvocation) => void) | undefined;

  constructor(options: LocalLambdaOptions) {
    this.#options = options;
  }

  /** Throws as Step Functions is told: a function's own error under its name, one that died as `Lambda.Unknown`. */
  async invoke(handler: string, event: unknown): Promise<unknown> {
    const { bundle, env, timeoutMs } = this.#options;
    this.invocations.push(handler);
    const child = fork(join(__dirname, 'lambda-runtime.cjs'), [bundle, handler, String(timeoutMs), JSON.stringify(event)], {
      env: { ...env },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    this.onInvocation?.({ handler, kill: () => void child.kill('SIGKILL') });
    let answer: Answer | undefined;
    let stderr = '';
    child.on('message', message => {
      answer = message as Answer; // the runtime sends nothing else
    });
    child.stderr?.on('data', data => {
      stderr += data;
    });
    await new Promise<void>(resolve => child.on('close', () => resolve()));
    clearTimeout(timer);
    this.#children.delete(child);
    const { errorType, errorMessage } = answer?.error ?? {};
    if (answer && errorType === undefined) return answer.output;
    throw Object.assign(new Error(errorMessage ?? `the process died: ${stderr}`), { name: errorType ?? 'Lambda.Unknown' });
  }

  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}
