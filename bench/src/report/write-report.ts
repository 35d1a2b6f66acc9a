import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SampleFile } from '../harness/sample-file.js';
import type { Plot, Suite } from '../harness/suite.js';
import { reportMarkdown } from './report-markdown.js';

interface PlotModule {
  plotSvg(plot: Plot): string;
}

/** Makes RESULTS.md and the plots of the raw results that are there. Returns what it wrote. */
export async function writeReport(
  suites: readonly Suite[],
  { folder, reportFolder }: { readonly folder: string; readonly reportFolder: string },
): Promise<string> {
  const parts: string[] = [];
  const plots: Plot[] = [];
  const versions = new Map<string, Set<string>>();
  for (const suite of suites) {
    const file = new SampleFile(folder, suite.name);
    if (!file.exists) continue;
    const { note, samples } = await file.read();
    if (samples.length === 0) continue;
    const report = suite.report(samples);
    parts.push(reportMarkdown(suite, report, note));
    plots.push(...report.plots);
    for (const [name, version] of Object.entries(note.versions)) versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  if (parts.length === 0) return `There are no raw results in ${folder}: nothing to report.`;
  const head = [
    '# Results',
    'Written by `npm run bench`; [README.md](README.md) says how the suites are run. Times depend on the machine and on what else it does: compare ratios of one run, and read the spread.',
    `Versions: ${[...versions].map(([name, found]) => `${name} ${[...found].join(' and ')}`).join(', ')}.`,
  ];
  const plotFolder = join(reportFolder, 'plots');
  await mkdir(plotFolder, { recursive: true });
  await writeFile(join(reportFolder, 'RESULTS.md'), `${[...head, ...parts].join('\n\n')}\n`);
  const { plotSvg } = (await import(new URL('plot-svg.mjs', import.meta.url).href)) as PlotModule; // plain JavaScript beside this file
  for (const plot of plots) await writeFile(join(plotFolder, `${plot.name}.svg`), plotSvg(plot));
  return `Wrote RESULTS.md and ${plots.length} plots to ${reportFolder}.`;
}
