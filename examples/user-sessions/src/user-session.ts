import { ArchivalTimestamp, Attribute, HybridTable } from '@tempest-ts/hybrid';

/** What a user did in one sitting. A year later it moves to S3. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'sessions/{pk}/{sk}.json' })
export class UserSession {
  @Attribute({ name: 'partition_key' }) userId!: string;
  /** `session-2026-10-31-235959`: sorts by time, and a month is a prefix. */
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute({ name: 'user_group' }) userGroup!: string;
  /** JSON text. */
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
  /** Filled in on reading, where the session is archived. */
  @Attribute() s3Key?: string;
}
