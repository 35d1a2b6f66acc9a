import type { IntelligentTieringConfiguration, LifecycleRule } from '@aws-sdk/client-s3';
import type { ArchiveRisk } from '../../src/control/safeguards.js';
import { lifecycleFindings, movesToTiering } from '../../src/preflight/lifecycle-findings.js';
import { tieringFindings } from '../../src/preflight/tiering-findings.js';

const objects = { prefixes: ['archive/users/', 'archive/sessions/'], tags: { tier: 'cold' } };

function codesOf(rule: Partial<LifecycleRule>, allow: readonly ArchiveRisk[] = []): readonly string[] {
  const whole: LifecycleRule = { ID: 'rule', Status: 'Enabled', ...rule };
  return lifecycleFindings([whole], objects, 'bucket', allow).map(({ severity, code }) => `${severity} ${code}`);
}

const expires = { Expiration: { Days: 30 } };
const freezes = (StorageClass: 'GLACIER' | 'DEEP_ARCHIVE' | 'GLACIER_IR' | 'STANDARD_IA') => ({ Transitions: [{ Days: 1, StorageClass }] });

describe('archive tiers of Intelligent-Tiering', () => {
  const tiers = { Tierings: [{ Days: 180, AccessTier: 'DEEP_ARCHIVE_ACCESS' as const }] };
  const found = (configuration: Partial<IntelligentTieringConfiguration>): readonly string[] =>
    tieringFindings([{ Id: 'a', Status: 'Enabled', ...tiers, ...configuration }], objects, 'bucket', []).map(({ code }) => code);

  it('are refused where they can meet an archived item', () => {
    expect(found({})).toEqual(['lifecycle-freezes']);
    expect(found({ Filter: { And: { Prefix: 'archive/', Tags: [{ Key: 'tier', Value: 'cold' }] } } })).toEqual(['lifecycle-freezes']);
    expect(found({ Filter: { Prefix: 'logs/' } })).toEqual([]);
    expect(found({ Filter: { Tag: { Key: 'tier', Value: 'warm' } } })).toEqual([]);
    expect(found({ Status: 'Disabled' })).toEqual([]);
  });

  it('are looked at where a lifecycle rule moves archived items to that class', () => {
    const moves = (Prefix: string): LifecycleRule => ({
      Status: 'Enabled',
      Filter: { Prefix },
      Transitions: [{ Days: 1, StorageClass: 'INTELLIGENT_TIERING' }],
    });
    expect(movesToTiering([moves('archive/')], objects)).toBe(true);
    expect(movesToTiering([moves('logs/')], objects)).toBe(false);
  });
});

describe('lifecycle rules', () => {
  it.each<[string, Partial<LifecycleRule>]>([
    ['the whole bucket', {}],
    ['the whole bucket, by an empty filter', { Filter: { Prefix: '' } }],
    ['the prefix', { Filter: { Prefix: 'archive/' } }],
    ['a part of the prefix', { Filter: { Prefix: 'archive/sessions/' } }],
    ['what the prefix is in', { Filter: { Prefix: 'arch' } }],
    ['the prefix, in the old form', { Prefix: 'archive/' }],
    ['the tag of the archived objects', { Filter: { Tag: { Key: 'tier', Value: 'cold' } } }],
    ['prefix and tag', { Filter: { And: { Prefix: 'archive/', Tags: [{ Key: 'tier', Value: 'cold' }] } } }],
    ['large objects', { Filter: { ObjectSizeGreaterThan: 1 } }],
  ])('that expire objects are refused where they are for %s', (_, rule) => {
    expect(codesOf({ ...rule, ...expires })).toEqual(['refused lifecycle-expires']);
  });

  it.each<[string, Partial<LifecycleRule>]>([
    ['other prefixes', { Filter: { Prefix: 'logs/' }, ...expires }],
    ['what is beside the archived objects', { Filter: { Prefix: 'archive/logs/' }, ...expires }],
    ['another tag', { Filter: { Tag: { Key: 'tier', Value: 'hot' } }, ...expires }],
    [
      'a tag besides ours',
      {
        Filter: {
          And: {
            Tags: [
              { Key: 'tier', Value: 'cold' },
              { Key: 'x', Value: 'y' },
            ],
          },
        },
        ...expires,
      },
    ],
    ['nothing, being disabled', { Status: 'Disabled', ...expires }],
    ['versions that no pointer names', { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
    ['delete markers', { Expiration: { ExpiredObjectDeleteMarker: true } }],
    ['unfinished uploads', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
    ['classes that are read at once', freezes('GLACIER_IR')],
    ['infrequent access', freezes('STANDARD_IA')],
  ])('for %s are no risk', (_, rule) => {
    expect(codesOf(rule)).toEqual([]);
  });

  it.each(['GLACIER', 'DEEP_ARCHIVE'] as const)('that freeze objects in %s are refused', storageClass => {
    expect(codesOf(freezes(storageClass))).toEqual(['refused lifecycle-freezes']);
  });

  it('that are allowed by name are told of all the same', () => {
    expect(codesOf({ ...expires, ...freezes('GLACIER') }, ['lifecycle-expires'])).toEqual([
      'warning allowed-risk',
      'refused lifecycle-freezes',
    ]);
  });
});
