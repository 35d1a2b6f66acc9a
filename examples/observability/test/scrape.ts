/** Of each metric of a scrape, the labels that its series have, with their values. */
export type Scrape = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** What Prometheus adds to whatever it scrapes. */
const OF_PROMETHEUS = ['job', 'instance'];

/** Reads the text that Prometheus reads (docs, "Exposition formats"). */
export function parseScrape(text: string): Scrape {
  const scrape = new Map<string, Map<string, Set<string>>>();
  for (const line of text.split('\n')) {
    const [, metric, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (metric === undefined) {
      if (line !== '' && !line.startsWith('#')) throw new Error(`no series: ${line}`);
      continue;
    }
    const known = scrape.get(metric) ?? new Map<string, Set<string>>(OF_PROMETHEUS.map(label => [label, new Set()]));
    scrape.set(metric, known);
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value));
    }
  }
  return scrape;
}
