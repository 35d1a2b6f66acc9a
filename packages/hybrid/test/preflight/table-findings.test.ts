import { ageFindings } from '../../src/preflight/age-findings.js';
import { kinesisFindings, tableFindings } from '../../src/preflight/table-findings.js';

const codesOf = (...args: Parameters<typeof tableFindings>) => tableFindings(...args).map(({ severity, code }) => `${severity} ${code}`);
const replicas = { Replicas: [{ RegionName: 'eu-west-1' }] };

describe('an age', () => {
  const ofAge = (ageMs: number) =>
    ageFindings('t', [{ schema: { name: 'Note' }, ageMs }]).map(({ severity, code, message }) => `${severity} ${code}: ${message}`);

  it('of a day or more is nobody’s mistake', () => {
    expect(ofAge(86_400_000)).toEqual([]);
  });

  it('of less may be another unit', () => {
    expect(ofAge(365_000)).toEqual([
      expect.stringMatching(/^warning short-age: Note in table t is archived when it is 365 seconds old.*\{ days: 365 \}/),
    ]);
  });
});

describe('a table', () => {
  it('of one region without streams is no risk', () => {
    expect(codesOf('t', {}, [])).toEqual([]);
  });

  it('with replicas that agree later is refused, unless that is allowed', () => {
    expect(codesOf('t', { ...replicas, MultiRegionConsistency: 'EVENTUAL' }, [])).toEqual(['refused global-table']);
    expect(codesOf('t', replicas, [])).toEqual(['refused global-table']);
    expect(codesOf('t', replicas, ['global-table'])).toEqual(['warning allowed-risk']);
  });

  it('whose classes do not say when an item was written is a risk of its own', () => {
    expect(codesOf('t', replicas, [], ['Note'])).toEqual(['refused global-table', 'refused global-table-unstamped']);
    expect(codesOf('t', replicas, ['global-table'], ['Note'])).toEqual(['warning allowed-risk', 'refused global-table-unstamped']);
    expect(codesOf('t', replicas, ['global-table', 'global-table-unstamped'], ['Note'])).toEqual([
      'warning allowed-risk',
      'warning allowed-risk',
    ]);
    expect(codesOf('t', {}, [], ['Note'])).toEqual([]);
  });

  it('that is its own only replica is no risk', () => {
    const own = { TableArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t', ...replicas };
    expect(codesOf('t', own, [])).toEqual([]);
    expect(codesOf('t', { ...own, Replicas: [{ RegionName: 'eu-west-1' }, { RegionName: 'us-east-1' }] }, [])).toEqual([
      'refused global-table',
    ]);
  });

  it('with replicas that agree at once is no risk', () => {
    expect(codesOf('t', { ...replicas, MultiRegionConsistency: 'STRONG' }, [])).toEqual([]);
  });

  it('with a stream is told of', () => {
    expect(codesOf('t', { StreamSpecification: { StreamEnabled: true } }, [])).toEqual(['warning stream']);
  });

  it('that is copied to Kinesis is told of, and one that was is not', () => {
    const codes = (DestinationStatus: 'ACTIVE' | 'DISABLED') =>
      kinesisFindings('t', [{ StreamArn: 'arn:stream', DestinationStatus }]).map(({ code }) => code);
    expect([codes('ACTIVE'), codes('DISABLED')]).toEqual([['kinesis-stream'], []]);
  });
});
