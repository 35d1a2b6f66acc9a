import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { DEFAULT_PRICES } from '@tempest-ts/hybrid';

const docs = join(__dirname, '..');
const read = (page: string): string => readFileSync(join(docs, page), 'utf8');
const [cost, operating, s3Options, scale, results] = [
  'cost.md',
  'operating.md',
  'guide/s3-options.md',
  'scale.md',
  '../bench/RESULTS.md',
].map(read) as [string, string, string, string, string]; // one for each page

const { dynamoDb, s3 } = DEFAULT_PRICES;
const MILLION = 1e6;
const TERABYTE = 1e12;
/** Keys that S3 lists in one request, which is priced as a PUT. */
const LISTED = 1_000;
const READ_UNIT_BYTES = 8_192;

const scan = (TERABYTE / READ_UNIT_BYTES) * dynamoDb.readUnit;
const look = MILLION * (s3.STANDARD.get + dynamoDb.readUnit + s3.STANDARD.put / LISTED);
const verify = MILLION * s3.STANDARD.get + look;

/** A row's cells in a table of the results. */
function cells(start: string): readonly string[] {
  const line = results.split('\n').find(each => each.startsWith(start)) ?? '';
  return line
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim());
}

it('says what reading a table costs', () => {
  expect(scan).toBeCloseTo(15, 0);
  const everyNight = `$${Math.round((scan * 365) / 12)}`;
  const stored = `$${(TERABYTE / 1e9) * dynamoDb.storage}`;
  expect(cost).toContain(`A table of 1 TB costs ${stored} a month, and to read it every night costs ${everyNight}.`);
  expect(operating).toContain(`that is ${everyNight} a month for a table of 1 TB, whose storage costs ${stored}`);
});

it('says what verifying and sweeping cost', () => {
  for (const page of [cost, operating]) {
    expect(page).toMatch(new RegExp(`\\| \`verify\`.*\\| \\$${verify.toFixed(2)} \\|`));
    expect(page).toMatch(new RegExp(`\\| \`sweep\`.*\\| \\$${look.toFixed(2)} \\|`));
  }
  const packed = Number(cells('| verify, packed | 1,000,000')[5]) * MILLION * s3.STANDARD.get;
  expect(packed).toBeGreaterThan(0);
  expect(packed).toBeLessThan(0.01);
  expect(operating).toContain(`both every week cost $${(((verify + look) * 52) / 12).toFixed(1)}0`);
  const [, , before, after] = cells('| single | 10,240').map(Number);
  expect(operating).toContain(`a million items of 10 KB save about $${((before ?? 0) - (after ?? 0)).toFixed(1)}0 a month`);
});

it('says what the bench found of payback', () => {
  const sizes = { '1 KB': '1,024', '4 KB': '4,096', '10 KB': '10,240', '100 KB': '102,400' };
  for (const [size, bytes] of Object.entries(sizes)) {
    const [single, packed] = ['single', 'packed'].map(layout => cells(`| ${layout} | ${bytes} |`).at(-1));
    expect(cost).toMatch(new RegExp(`\\| ${size} \\| ${single}(?: months)? \\| ${packed} \\|`));
  }
});

it('says what storage classes cost', () => {
  for (const name of ['STANDARD', 'INTELLIGENT_TIERING', 'STANDARD_IA', 'GLACIER_IR'] as const) {
    const { storage, get, put } = s3[name];
    const row = s3Options.split('\n').find(line => line.startsWith(`| \`${name}\``)) ?? '';
    expect(row).toContain(`$${storage}`);
    expect(row).toContain(`$${name === 'GLACIER_IR' || name === 'STANDARD_IA' ? get * MILLION : '0.40'}, $${Math.round(put * MILLION)} |`);
  }
});

it('says of peers, and of itself, what the bench found', () => {
  const comparison = read('comparison.md');
  const performance = read('performance.md');
  const figures = (peer: string): readonly string[] => {
    const [, cpu = '', , ofDocument = '', ofFloor = ''] = cells(`| ${peer} | `);
    return [cpu.replace(/ .*/, ''), ofDocument, ofFloor.replace(' x', '')];
  };
  const peers = ['floor', 'raw client', 'DynamoDBDocumentClient', 'OneTable', 'ElectroDB', 'dynamodb-toolbox', 'TypeDORM', 'Dynamoose'];
  for (const peer of ['LogicalDb', 'HybridLogicalDb', ...peers]) {
    const [cpu, ofDocument] = figures(peer);
    expect(comparison).toContain(`| ${cpu} | ${ofDocument} |`);
  }
  const own = ['LogicalDb', 'HybridLogicalDb'].map(figures);
  expect(performance).toContain(`to the floor | ${own.map(([, , ofFloor]) => ofFloor).join(' | ')} |`);
});

it('says what the way back costs', () => {
  const items = 10e9;
  expect(scale).toContain(`about 1,000 a second | ${Math.round(items / 1_000 / 86_400)} days`);
  expect(scale).toContain(
    `| $${(items * dynamoDb.writeUnit).toLocaleString('en-US')} of write units at least, $${(items * s3.STANDARD.get).toLocaleString('en-US')} of GETs |`,
  );
  const gets = Number(cells('| verify, packed | 1,000,000')[5]) * items * s3.STANDARD.get;
  expect(scale).toContain(`| $${gets.toFixed(0)} of GETs, as packs lie after one run |`);
  expect(scale).toContain(`| $${(Math.round(((items / MILLION) * verify) / 100) * 100).toLocaleString('en-US')} |`);
  for (const [layout, row] of [
    ['single', '| verify, single | 100,000'],
    ['packs', '| verify, packed | 1,000,000'],
  ] as const) {
    const perSecond = cells(row)[3] ?? '';
    const days = Math.round(items / Number(perSecond.replace(',', '')) / 86_400);
    expect(scale).toMatch(new RegExp(`\\| verify, ${layout}.*: ${perSecond} a second of a core \\| ${days} days`));
  }
});
