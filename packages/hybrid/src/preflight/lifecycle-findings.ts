import type { LifecycleRule, LifecycleRuleFilter } from '@aws-sdk/client-s3';
import type { ArchiveRisk } from '../control/safeguards.js';
import { type PreflightFinding, risk } from './preflight-report.js';

/** Storage classes whose objects are read hours after they are asked for (S3 user guide, "Understanding S3 Glacier storage classes"). */
const FROZEN: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

/** The archived objects, as far as rules tell them apart. */
export interface ArchivedObjects {
  /** What their keys begin with: the configured prefix, and the words that their class's template begins with. */
  readonly prefixes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const tagsOf = ({
  Tag,
  And,
}: LifecycleRuleFilter): readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] => [
  ...(Tag ? [Tag] : []),
  ...(And?.Tags ?? []),
];

/** Whether some archived object may be among those that a rule is for. */
function concerns(rule: LifecycleRule, { prefixes, tags }: ArchivedObjects): boolean {
  if (rule.Status !== 'Enabled') return false;
  const { Filter: filter = {} } = rule;
  const prefix = filter.And?.Prefix ?? filter.Prefix ?? rule.Prefix ?? '';
  if (!prefixes.some(own => prefix.startsWith(own) || own.startsWith(prefix))) return false;
  return tagsOf(filter).every(({ Key = '', Value }) => Object.hasOwn(tags, Key) && tags[Key] === Value);
}

/** What a bucket's lifecycle rules would do to archived objects. Rules for older versions and unfinished uploads touch none that a pointer names. */
export function lifecycleFindings(
  rules: readonly LifecycleRule[],
  objects: ArchivedObjects,
  bucketName: string,
  allow: readonly ArchiveRisk[],
): readonly PreflightFinding[] {
  const where = (rule: LifecycleRule): string => `Lifecycle rule ${JSON.stringify(rule.ID ?? '')} of bucket ${bucketName}`;
  return rules
    .filter(rule => concerns(rule, objects))
    .flatMap(rule => {
      const frozen = rule.Transitions?.find(({ StorageClass = '' }) => FROZEN.includes(StorageClass));
      const expires = rule.Expiration?.Days !== undefined || rule.Expiration?.Date !== undefined;
      return [
        ...(expires
          ? [risk('lifecycle-expires', `${where(rule)} deletes archived items while pointers name them. Exempt the prefix.`, allow)]
          : []),
        ...(frozen
          ? [
              risk(
                'lifecycle-freezes',
                `${where(rule)} moves archived items to ${frozen.StorageClass}, from where they are not read at once. Use GLACIER_IR.`,
                allow,
              ),
            ]
          : []),
      ];
    });
}
