import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SampleFile } from '../harness/sample-file.js';
import type { Plot, Suite } from '../harness/suite.js';
import { readEarlierResults } from './earlier-results.js';
import { reportMarkdown } from './report-markdown.js';

interface PlotModule {
  plotSvg(plot: Plot): string;
}

/** Makes RESULTS.md and the plots of the raw results that are there; suites without any keep the part and the plots that they have. Returns what it wrote. */
export async function writeReport(
  suites: readonly Suite[],
  { folder, reportFolder }: { readonly folder: string; readonly reportFolder: string },
): Promise<string> {
  const resultsFile = join(reportFolder, 'RESULTS.md');
  const earlier = await readEarlierResults(resultsFile);
  const parts: string[] = [];
  const plots: Plot[] = [];
  const versions = new Map<string, Set<string>>();
  let reported = 0;
  let kept = false;
  for (const suite of suites) {
    const file = new SampleFile(folder, suite.name);
    const { note, samples } = file.exists ? await file.read() : { note: undefined, samples: [] };
    if (note === undefined || samples.length === 0) {
      const part = earlier.parts.get(suite.title);
      if (part !== undefined) parts.push(part);
      kept ||= part !== undefined;
      continue;
    }
    reported += 1;
    const report = suite.report(samples);
    parts.push(reportMarkdown(suite, report, note));
    plots.push(...report.plots);
    for (const [name, version] of Object.entries(note.versions)) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  if (reported === 0) return `There are no raw results in ${folder}: nothing to report.`;
  if (kept) {
    for (const [name, found] of earlier.versions) versions.set(name, new Set([...found, ...(versions.get(name) ?? [])]));
  }
  const head = [
    '# Results',
    'Written by `npm run bench`; [README.md](README.md) says how the suites are run. Times depend on the machine and on what else it does: compare ratios of one run, and read the spread.',
    `Versions: ${[...versions].map(([name, found]) => `${name} ${[...found].join(' and ')}`).join(', ')}.`,
  ];
  const plotFolder = join(reportFolder, 'plots');
  await mkdir(plotFolder, { recursive: true });
  await writeFile(resultsFile, `${[...head, ...parts].join('\n\n')}\n`);
  const { plotSvg } = (await import(new URL('plot-svg.mjs', import.meta.url).href)) as PlotModule; // plain JavaScript beside this file
  for (const plot of plots) await writeFile(join(plotFolder, `${plot.name}.svg`), plotSvg(plot));
  return `Wrote RESULTS.md and ${plots.length} plots to ${reportFolder}.`;
}
