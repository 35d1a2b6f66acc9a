import { type Row, rowKey, type TableSchema, tableKeyAttributes } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeDynamoDbJson } from '../body/decode-dynamodb-json.js';
import { parseJsonObject } from '../body/parse-json-object.js';
import { ExportError } from '../errors.js';
import type { LiveTable } from '../preflight/live-table.js';
import type { FailureWatch } from '../walk/failure-watch.js';
import { type Dealt, type DealtLater, PagesInOrder } from '../walk/pages-in-order.js';
import type { RunStop } from '../walk/run-stop.js';
import { exportLines } from './export-lines.js';
import type { ExportFile } from './export-manifest.js';
import type { ExportSource } from './export-source.js';
import type { ImportOptions } from './import-options.js';
import type { ImportPosition } from './import-position.js';
import type { ImportReport } from './import-report.js';
import { type PreparedRow, type RowImporter, writeUnitsOf } from './row-importer.js';

/** Lines that are dealt with at once, of each file: what a checkpoint goes on by. */
const LINES_AT_ONCE = 100;
const BYTES_AT_ONCE = 1024 * 1024;
/** Times that a file is opened whose bytes break off. */
const FILE_ATTEMPTS = 4;

/** What the files of an import share. */
export interface FileImportContext {
  readonly source: ExportSource;
  readonly table: TableSchema;
  readonly live: LiveTable;
  readonly options: Pick<ImportOptions, 'dryRun' | 'maxItems'>;
  readonly position: ImportPosition;
  readonly importer: RowImporter;
  readonly report: ImportReport;
  readonly failures: FailureWatch;
  readonly stop: RunStop;
  /** Told of each row that a dry run would put. */
  readonly planned: (writeUnits: number) => void;
  /** The position has moved on. */
  readonly moved: () => Promise<void>;
}

/** A line of a file, and which. */
interface Line {
  readonly bytes: Uint8Array;
  readonly number: number;
}

/** `row` is `undefined` where the line holds none. */
type PreparedLine = PreparedRow & { readonly row: Row | undefined };

/** One file of an export, read line by line and from where an earlier run was. */
export class FileImport {
  readonly #context: FileImportContext;
  readonly #file: ExportFile;
  readonly #index: number;
  #pages: PagesInOrder | undefined;
  /** Once it has been read to its end. */
  #read: { readonly lines: number; readonly md5: string } | undefined;

  /** @param index its place in the manifest */
  constructor(context: FileImportContext, file: ExportFile, index: number) {
    this.#context = context;
    this.#file = file;
    this.#index = index;
  }

  /** Reads the file, opening it anew where its bytes break off. Some of its rows may wait for those of other files yet. */
  async read(): Promise<void> {
    const { stop, importer, report } = this.#context;
    for (let attempt = 1; !stop.stopped; attempt += 1) {
      try {
        await this.#readOnce();
        return;
      } catch (cause) {
        if (!(cause instanceof ExportError)) throw cause;
        importer.flush();
        await this.#pages?.end();
        if (stop.signal.aborted) return;
        if (attempt < FILE_ATTEMPTS) continue;
        report.failed({ file: this.#file.path, line: undefined, key: undefined, cause });
        return;
      }
    }
  }

  /** Waits until every row has been dealt with. */
  async settle(): Promise<void> {
    const { stop, position, moved } = this.#context;
    await this.#pages?.end();
    if (!this.#read || this.#pages?.isStuck || stop.signal.aborted) return;
    this.#checkWhole(this.#read);
    position.reached(this.#index, 'done');
    await moved();
  }

  async #readOnce(): Promise<void> {
    const { source, position, importer, report, options, stop, moved } = this.#context;
    const place = position.of(this.#index);
    const skipped = place === 'done' ? 0 : place;
    let dealtWith = skipped;
    const pages = new PagesInOrder(async ({ scanned }) => {
      dealtWith += scanned;
      position.reached(this.#index, dealtWith);
      await moved();
    });
    this.#pages = pages;
    let lines = 0;
    let some: Line[] = [];
    let held = 0;
    const deal = async (): Promise<void> => {
      const page = some;
      some = [];
      held = 0;
      if (page.length > 0) await pages.add({ scanned: page.length, last: undefined }, await this.#page(page));
      await importer.room();
    };
    const broken = (cause: unknown): ExportError => {
      const message = `importExport(): ${this.#file.path} of ${source.name} cannot be read to its end: ${(cause as Error).message}. What was read of it is imported.`;
      return new ExportError(message, source.name, this.#file.path, { cause });
    };
    const bytes = await source.open(this.#file.path, stop.signal).catch((cause: unknown) => {
      throw broken(cause);
    });
    const content = exportLines(bytes, this.#file.path, stop.signal);
    const reading = content.lines[Symbol.asyncIterator]();
    try {
      while (true) {
        const next = await reading.next().catch((cause: unknown) => {
          throw broken(cause);
        });
        if (next.done) break;
        lines += 1;
        if (lines <= skipped) continue;
        if (!report.mayRead(options.maxItems)) stop.wind('max-items');
        else some.push({ bytes: Uint8Array.from(next.value), number: lines });
        held += next.value.byteLength;
        if (some.length >= LINES_AT_ONCE || held >= BYTES_AT_ONCE) await deal();
        if (stop.stopped || pages.isStuck) {
          await deal();
          return;
        }
      }
    } finally {
      await deal();
      await reading.return?.(undefined);
    }
    this.#read = { lines, md5: content.md5() };
  }

  /** Rows of a damaged file are there by now: whoever runs it is told. */
  #checkWhole({ lines, md5: found }: { readonly lines: number; readonly md5: string }): void {
    const { source, report } = this.#context;
    const { path, itemCount, md5 } = this.#file;
    const fail = (why: string): void => {
      const cause = new ExportError(`importExport(): ${path} of ${source.name} ${why}. What is in it was imported.`, source.name, path);
      report.failed({ file: path, line: undefined, key: undefined, cause });
    };
    if (lines !== itemCount) fail(`has ${lines} items, and the manifest says ${itemCount}`);
    else if (md5 !== undefined && md5 !== found) fail('does not have the MD5 that the manifest names');
  }

  /** Deals with some lines. Resolves when all are but those that wait for later ones. */
  async #page(lines: readonly Line[]): Promise<DealtLater> {
    const { stop } = this.#context;
    const prepared = await Promise.all(lines.map(line => this.#prepare(line)));
    const dealt = prepared.map((landing, place) => this.#landed(lines[place]?.number ?? 0, landing));
    const later = Promise.all(dealt).then((all): Dealt => (all.includes('left') ? 'left' : 'done'));
    later.catch(error => stop.fail(error)); // now: every other row would fail alike
    // No more lines are read before these are dealt with, but for what waits for later ones.
    await Promise.allSettled(dealt.filter((_, place) => !prepared[place]?.waits));
    return { later };
  }

  /** What is to be done with a line; never rejects. */
  async #prepare({ bytes }: Line): Promise<PreparedLine> {
    const { importer, options, planned, live } = this.#context;
    let row: Row | undefined;
    try {
      row = this.#row(bytes);
      const plan = importer.plan(row);
      if (options.dryRun) {
        planned(writeUnitsOf(row, live));
        return { row, waits: false, land: async () => (plan.kind === 'archive' ? 'archived' : plan.kind) };
      }
      return { row, ...(await importer.prepare(row, plan, this.#file.path)) };
    } catch (cause) {
      return {
        row,
        waits: false,
        land: async () => {
          throw cause;
        },
      };
    }
  }

  async #landed(line: number, { row, land }: PreparedLine): Promise<Dealt> {
    const { report, failures, stop, table } = this.#context;
    try {
      report.imported(await land());
      failures.passed();
      return 'done';
    } catch (cause) {
      if (stop.signal.aborted) return 'left';
      if (failures.isHopeless(cause)) throw cause;
      report.failed({ file: this.#file.path, line, key: row && rowKey(table, row), cause });
      return 'done';
    }
  }

  /** @throws BodyFormatError */
  #row(line: Uint8Array): Row {
    const { table } = this.#context;
    const row = decodeDynamoDbJson(parseJsonObject(line));
    const missing = tableKeyAttributes(table).find(name => row[name] === undefined);
    if (missing === undefined) return row;
    throw new BodyFormatError(
      'not-an-item',
      `The row has no attribute ${missing}, which is a key of table ${table.tableName}: is it of this table?`,
    );
  }
}
