import { DEFAULT_PRICES, estimateCost } from '@tempest-ts/hybrid';
import { figure } from '../harness/format.js';
import { placesOf, spreadOf } from '../harness/spread.js';
import type { ReportTable, Sample } from '../harness/suite.js';

const ITEMS = 10e9;
/** What DynamoDB bills for each stored item besides its size (developer guide, "DynamoDB item sizes and formats"). */
const ROW_OVERHEAD_BYTES = 100;
/** Write units a second of a table on demand, unless more are asked for ("Quotas in Amazon DynamoDB"). */
const TABLE_WRITE_UNITS = 40_000;
/** And of one partition ("Best practices for designing and using partition keys"). */
const PARTITION_WRITE_UNITS = 1000;
/** A scan's page ("Paginating table query results"). */
const PAGE_BYTES = 1_048_576;
/** Read eventually consistently ("DynamoDB read and write operations"). */
const READ_UNIT_BYTES = 8192;
const SECONDS_PER_DAY = 86_400;
const MILLIS = 1000;
const TERA = 1e12;
const MILLION = 1e6;
const UNBATCHED = 'a swap a request; DynamoDB takes 25 in one, see Archiving';

const tera = (bytes: number): string => `${figure(bytes / TERA)} TB`;
const dollars = (value: number): string => `$${figure(value)}`;

/** What a table of ten billion items would take, from what the largest measured one took an item. `undefined` where none was measured. */
export function tenBillion(scaleSamples: readonly Sample[], layout: string): ReportTable | undefined {
  const rows = placesOf(scaleSamples).at(-1);
  const of = (phase: string, name: string): number =>
    spreadOf(
      scaleSamples.filter(({ x, values }) => x === rows && values.phase === phase && values.layout === layout),
      name,
    ).median;
  const items = of('archive', 'items');
  if (rows === undefined || !Number.isFinite(items)) return undefined;
  const each = (name: string): number => of('archive', name) / items;
  const itemBytes = each('bytesBefore');
  const cpuSeconds = each('cpuSeconds');
  const pointerBytes = of('rows', 'pointerBytes');
  const cost = estimateCost(
    {
      dynamoDbBytesBefore: ITEMS * (itemBytes + ROW_OVERHEAD_BYTES),
      dynamoDbBytesAfter: ITEMS * (pointerBytes + ROW_OVERHEAD_BYTES),
      s3Bytes: ITEMS * each('bytesStored'),
      writeUnits: ITEMS * each('writeUnits'),
      readUnits: (ITEMS * itemBytes) / READ_UNIT_BYTES,
      puts: ITEMS * each('s3'),
    },
    DEFAULT_PRICES,
  );
  const swapsASecond = TABLE_WRITE_UNITS / each('writeUnits');
  const cores = Math.ceil(swapsASecond * cpuSeconds);
  const days = ITEMS / swapsASecond / SECONDS_PER_DAY;
  const writes = ITEMS * each('dynamoDb');
  const { dynamoDb, s3 } = DEFAULT_PRICES;
  return {
    caption: `A table of ten billion such items on paper, layout ${layout}, from what each of ${figure(rows)} took`,
    head: ['what', 'how it is computed', 'amount'],
    rows: [
      [
        'table before',
        `${figure(itemBytes)} B an item and ${ROW_OVERHEAD_BYTES} B that DynamoDB bills besides`,
        tera(ITEMS * (itemBytes + ROW_OVERHEAD_BYTES)),
      ],
      [
        'pages of the scan',
        `1 MB each; ${figure(cost.readUnits)} read units at $${dynamoDb.readUnit * MILLION} a million`,
        `${figure((ITEMS * itemBytes) / PAGE_BYTES)}, ${dollars(cost.readUnits * dynamoDb.readUnit)}`,
      ],
      ['DynamoDB requests', `${figure(each('dynamoDb'))} an item, measured ${UNBATCHED}`, figure(writes)],
      [
        'write units',
        `${figure(each('writeUnits'))} an item, measured, at $${dynamoDb.writeUnit * MILLION} a million`,
        `${figure(cost.writeUnits)}, ${dollars(cost.writeUnits * dynamoDb.writeUnit)}`,
      ],
      [
        'S3 puts',
        `${figure(each('s3'))} requests an item, measured, at $${s3.STANDARD.put * MILLION} a million`,
        `${figure(cost.puts)}, ${dollars(cost.puts * s3.STANDARD.put)}`,
      ],
      ['bytes in S3', `${figure(each('bytesStored'))} B an item, measured`, tera(ITEMS * each('bytesStored'))],
      ['a month before', `$${dynamoDb.storage} a GB`, dollars(cost.monthlyBefore)],
      [
        'a month after',
        `pointers of ${figure(pointerBytes)} B, measured, and S3 at $${s3.STANDARD.storage} a GB`,
        dollars(cost.monthlyAfter),
      ],
      ['the move, once', 'reads, writes and puts', dollars(cost.moveCost)],
      [
        'pays back after',
        'the move by the monthly saving',
        cost.paybackMonths === undefined ? 'never' : `${figure(cost.paybackMonths)} months`,
      ],
      ['least time', `${figure(TABLE_WRITE_UNITS)} write units a second, a table's quota on demand`, `${figure(days)} days`],
      [
        'partitions that must take part',
        `${figure(PARTITION_WRITE_UNITS)} write units a second each`,
        figure(TABLE_WRITE_UNITS / PARTITION_WRITE_UNITS),
      ],
      ['cores at that rate', `${figure(cpuSeconds * MILLIS)} ms of CPU an item, measured ${UNBATCHED}`, figure(cores)],
      [
        'processes and segments',
        'one of each for a core; each with its share of `writeCapacityPerSecond`, so that nothing is throttled',
        `${figure(cores)}, ${figure(TABLE_WRITE_UNITS / cores)} units a second each`,
      ],
      ['CPU in all', 'items by CPU an item', `${figure((ITEMS * cpuSeconds) / SECONDS_PER_DAY)} core days`],
    ],
  };
}
