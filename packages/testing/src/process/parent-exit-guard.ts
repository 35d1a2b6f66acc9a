import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';

/** What must not outlive this process. */
export interface GuardedProcess {
  readonly pid: number;
  /** A folder that is only this child's, removed with it. */
  readonly scratchDirectory: string | undefined;
}

const guarded = new Set<GuardedProcess>();

/** One handler for all children: a handler each would make Node warn of a leak at the eleventh. */
function killAllNow(): void {
  for (const { pid, scratchDirectory } of guarded) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Already gone, which is what we want.
    }
    if (scratchDirectory !== undefined) rmSync(scratchDirectory, { recursive: true, force: true });
  }
}

/**
 * Waits for its standard input to end, which happens however the parent dies (its end of the pipe closes even on SIGKILL), then
 * kills the child. It is a session of its own, so that Ctrl-C in a terminal does not end it before it has done so.
 */
const WATCH_PARENT = 'read -r _; kill -9 "$0" 2>/dev/null; if [ -n "$1" ]; then rm -rf "$1"; fi';

/**
 * Sees to it that a child process ends when this process does: by an `exit` handler, and, where there is a POSIX shell, by a tiny
 * watcher that also covers signals. On Windows a parent that is killed leaves the child behind.
 *
 * @returns a function that ends the guard; call it once the child has ended, so that the id cannot be somebody else's by then.
 */
export function guardAgainstParentExit(child: GuardedProcess): () => Promise<void> {
  if (guarded.size === 0) process.on('exit', killAllNow);
  guarded.add(child);
  const watcher = process.platform === 'win32' ? undefined : startWatcher(child);
  return async () => {
    guarded.delete(child);
    if (guarded.size === 0) process.off('exit', killAllNow);
    if (watcher !== undefined) await end(watcher);
  };
}

function startWatcher({ pid, scratchDirectory }: GuardedProcess): ChildProcess {
  const watcher = spawn('/bin/sh', ['-c', WATCH_PARENT, String(pid), scratchDirectory ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A system without /bin/sh still has the exit handler: no reason to fail the server.
  watcher.on('error', () => {});
  watcher.stdin?.on('error', () => {});
  return watcher;
}

async function end(watcher: ChildProcess): Promise<void> {
  if (watcher.pid === undefined || watcher.exitCode !== null || watcher.signalCode !== null) return;
  const ended = once(watcher, 'close');
  // Before its standard input closes: it must not go on to kill a process id that may have been given away.
  watcher.kill('SIGKILL');
  await ended;
}
