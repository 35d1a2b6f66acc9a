import { kinesisFindings, tableFindings } from '../../src/preflight/table-findings.js';

const codesOf = (...args: Parameters<typeof tableFindings>) => tableFindings(...args).map(({ severity, code }) => `${severity} ${code}`);
const replicas = { Replicas: [{ RegionName: 'eu-west-1' }] };

describe('a table', () => {
  it('of one region without streams is no risk', () => {
    expect(codesOf('t', {}, [])).toEqual([]);
  });

  it('with replicas that agree later is refused, unless that is allowed', () => {
    expect(codesOf('t', { ...replicas, MultiRegionConsistency: 'EVENTUAL' }, [])).toEqual(['refused global-table']);
    expect(codesOf('t', replicas, [])).toEqual(['refused global-table']);
    expect(codesOf('t', replicas, ['global-table'])).toEqual(['warning allowed-risk']);
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
