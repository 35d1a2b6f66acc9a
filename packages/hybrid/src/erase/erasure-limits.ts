/** A place where a copy may be that erasure cannot see. */
export type ErasureLimitKind = 'backups' | 'streams' | 'caches' | 'replicas' | 'logs' | 'key-names' | 'other-keys';

/** What cannot be proven, and what to do about it. */
export interface ErasureLimit {
  readonly kind: ErasureLimitKind;
  readonly message: string;
}

const LIMITS: readonly ErasureLimit[] = [
  {
    kind: 'backups',
    message:
      'Point-in-time recovery keeps the row for up to 35 days, backups and exports of the table or the bucket until they are deleted. After bringing one back, erase again.',
  },
  {
    kind: 'streams',
    message: 'DynamoDB Streams show the old row for 24 hours, Kinesis and whoever consumes either for as long as they keep it.',
  },
  { kind: 'caches', message: 'Processes that read the item hold it in memory, and may have sent it on.' },
  {
    kind: 'replicas',
    message: 'Deletions of versions are not replicated: erase in the replicas of the bucket too. Inventories name keys.',
  },
  { kind: 'logs', message: 'CloudTrail and the access logs of S3 name keys, of objects and of rows.' },
  {
    kind: 'key-names',
    message: 'The keys in `keyNames` stay. Checkpoints of runs may hold keys until the next one.',
  },
];

const OTHER_KEYS: ErasureLimit = {
  kind: 'other-keys',
  message:
    'Only objects under the keys that the s3KeyTemplate gives, and that the row named, were looked for. If the template was ever another, erase with `thorough: true`.',
};

/** What no erasure can prove. */
export function erasureLimits(thorough: boolean): readonly ErasureLimit[] {
  return Object.freeze(thorough ? [...LIMITS] : [...LIMITS, OTHER_KEYS]);
}
