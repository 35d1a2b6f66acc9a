/** A group of the sidebar: pages without their `.md`. What an entry is called is the page's own heading. */
export interface SidebarGroup {
  readonly text: string;
  readonly pages: readonly string[];
}

/** Every page of the site, in the order in which one would read them. A new guide is one line. */
export const SIDEBAR: readonly SidebarGroup[] = [
  { text: 'Begin', pages: ['start', 'concepts', 'guide/from-plan-to-rollback'] },
  {
    text: 'Items',
    pages: [
      'guide/data-modelling',
      'guide/crud',
      'guide/query-and-scan',
      'guide/batch',
      'guide/transactions',
      'guide/optimistic-locking',
      'guide/testing',
      'guide/nest',
    ],
  },
  {
    text: 'Tiers',
    pages: [
      'guide/before-you-archive',
      'guide/archiving',
      'guide/reading-archived-items',
      'guide/packs',
      'guide/s3-options',
      'guide/schema-change',
      'guide/streams',
    ],
  },
  {
    text: 'Operating',
    pages: [
      'operating',
      'guide/command-line',
      'guide/observability',
      'guide/scaling-out',
      'guide/bullmq',
      'guide/aws-lambda',
      'scale',
      'guide/restoring',
      'guide/migrating',
      'guide/upgrading',
      'guide/verifying-and-sweeping',
      'guide/erasing',
      'cost',
      'security',
      'errors',
    ],
  },
  {
    text: 'Coming from elsewhere',
    pages: [
      'comparison',
      'tempest-2',
      'coming-from/electrodb',
      'coming-from/dynamodb-toolbox',
      'coming-from/dynamoose',
      'coming-from/onetable',
      'coming-from/typedorm',
    ],
  },
  { text: 'Evidence', pages: ['performance', 'proofs'] },
];
