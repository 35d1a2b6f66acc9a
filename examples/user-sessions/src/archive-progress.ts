import cliProgress from 'cli-progress';
import { formatCount } from './format.js';

/** Shows how far a run is. */
export interface ArchiveProgress {
  update(done: number): void;
  stop(): void;
}

/** Where a terminal is not there to redraw, a line is printed at each of so many parts of the whole. */
const PLAIN_STEPS = 4;

/** A bar on a terminal; elsewhere, in logs, a line now and then. */
export function archiveProgress(total: number, stream: NodeJS.WriteStream, print: (line: string) => void): ArchiveProgress {
  return stream.isTTY ? progressBar(total, stream) : progressLines(total, print);
}

function progressBar(total: number, stream: NodeJS.WriteStream): ArchiveProgress {
  const bar = new cliProgress.SingleBar(
    { format: '  {bar} {percentage}% · {value} of {total} · {duration_formatted}', stream, hideCursor: true, barsize: 40 },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return { update: done => bar.update(done), stop: () => bar.stop() };
}

function progressLines(total: number, print: (line: string) => void): ArchiveProgress {
  let printed = 0;
  return {
    update: done => {
      const step = Math.floor((done / total) * PLAIN_STEPS);
      if (step <= printed) return;
      printed = step;
      print(`  ${formatCount(done)} of ${formatCount(total)}`);
    },
    stop: () => {},
  };
}
