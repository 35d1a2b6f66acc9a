import type { IntelligentTieringConfiguration } from '@aws-sdk/client-s3';
import type { ArchiveRisk } from '../control/safeguards.js';
import { type ArchivedObjects, concerns } from './bucket-rule.js';
import { type PreflightFinding, risk } from './preflight-report.js';

/**
 * What a bucket's Intelligent-Tiering configurations would do to archived objects of that class. Its automatic tiers are read at once; those that a configuration
 * switches on are not (S3 user guide, "How S3 Intelligent-Tiering works").
 */
export function tieringFindings(
  configurations: readonly IntelligentTieringConfiguration[],
  objects: ArchivedObjects,
  bucketName: string,
  allow: readonly ArchiveRisk[],
): readonly PreflightFinding[] {
  return configurations
    .filter(configuration => concerns(configuration, objects))
    .flatMap(({ Id, Tierings: [tiering] = [] }) => {
      if (!tiering) return [];
      const message =
        `Intelligent-Tiering configuration ${JSON.stringify(Id ?? '')} of bucket ${bucketName} moves archived items that nobody has read for ${tiering.Days} days to ` +
        `${tiering.AccessTier}, from where they are not read at once. Exempt the prefix, or disable it.`;
      return [risk('lifecycle-freezes', message, allow)];
    });
}
