import { ArchivalTimestamp, Attribute, HybridTable } from '@tempest-ts/hybrid';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'sessions/{pk}/{sk}.json' })
export class UserSession {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ name: 'sort_key' }) sessionId!: string;
  @Attribute() sessionData!: string;
  @ArchivalTimestamp() createdAt!: Date;
}
