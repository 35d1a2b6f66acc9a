import type { LifecycleRule } from '@aws-sdk/client-s3';
import type { ArchiveRisk } from '../control/safeguards.js';
import { type ArchivedObjects, concerns } from './bucket-rule.js';
import { type PreflightFinding, risk } from './preflight-report.js';

/** Storage classes whose objects are read hours after they are asked for (S3 user guide, "Understanding S3 Glacier storage classes"). */
const FROZEN: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

/** Whether a rule moves some archived object to Intelligent-Tiering, whose configurations then matter. */
export function movesToTiering(rules: readonly LifecycleRule[], objects: ArchivedObjects): boolean {
  return rules.some(
    rule => concerns(rule, objects) && rule.Transitions?.some(({ StorageClass }) => StorageClass === 'INTELLIGENT_TIERING') === true,
  );
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
