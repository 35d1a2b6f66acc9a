// #region file
import type { HybridConfig } from '@tempest-ts/hybrid';

export const archiveConfig: HybridConfig = {
  s3Config: { bucketName: 'my-app-archive', region: 'us-east-1' },
  archivalConfig: { readers: ['app'] }, // who must be able to read archived items before any is moved
};
// #endregion
