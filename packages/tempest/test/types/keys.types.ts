/** Compiled by `npm run types`, never run: keys and fields of every type. */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  type AttributeCodec,
  atLeast,
  beginsWith,
  between,
  createTableInputs,
  equalTo,
  type Fields,
  greaterThan,
  inlineView,
  type KeyOf,
  LogicalDb,
  logicalTable,
  type PrefixOf,
  secondaryIndex,
  Transient,
} from '@tempest-ts/tempest';

declare const client: DynamoDBClient;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

class Geo {
  @Attribute() lat!: number;
  @Attribute() lng!: number;
}

class Event {
  @Attribute({ name: 'pk', type: Uint8Array }) device!: Uint8Array;
  @Attribute({ name: 'sk', type: Number }) sequence!: number;
  @Attribute({ name: 'gsi_pk' }) owner?: string;
  @Attribute({ name: 'gsi_sk', type: Date }) seenAt?: Date | null;
  @Attribute({ name: 'lsi_sk' }) label?: string | null;
  @Attribute({ type: BigInt }) total!: bigint;
  @Attribute() tags!: readonly string[];
  @Attribute({ type: Geo }) places!: ReadonlyMap<string, Geo> | Readonly<Record<string, Geo>>;
  @Attribute() flags!: ReadonlySet<string>;
  @Transient() cached?: { readonly at: Date };
  private readonly secret = 1;
  age(): number {
    return this.sequence + this.secret;
  }
}

class Setting {
  @Attribute({ name: 'pk' }) readonly group = 'SETTINGS';
  @Attribute({ name: 'sk' }) name!: `setting/${string}`;
}

class Needy {
  name: string;
  constructor(name: string) {
    this.name = name;
  }
}

class EventDb extends LogicalDb {
  events = logicalTable({
    name: 'events',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: {
      by_owner: { partitionKey: 'gsi_pk', sortKey: 'gsi_sk' },
      by_label: { local: true, sortKey: 'lsi_sk', projection: ['tags'] },
      by_owner_only: { partitionKey: 'gsi_pk', sortKey: null, projection: 'keysOnly' },
    },
    views: {
      all: inlineView(Event, { key: ['device', 'sequence'] }),
      byOwner: secondaryIndex(Event, { index: 'by_owner', key: ['owner', 'seenAt'] }),
      byLabel: secondaryIndex(Event, { index: 'by_label', key: ['device', 'label'] }),
      ofOwner: secondaryIndex(Event, { index: 'by_owner_only', key: ['owner'] }),
    },
  });
  settings = logicalTable({
    name: 'settings',
    partitionKey: 'pk',
    sortKey: 'sk',
    views: { all: inlineView(Setting, { key: ['group', 'name'] }) },
  });
}

const db = LogicalDb.create(EventDb, client);
const { all, byOwner, byLabel, ofOwner } = db.events;
const device = new Uint8Array();

same<KeyOf<Event, 'device', 'sequence'>, { readonly device: Uint8Array<ArrayBufferLike>; readonly sequence: number }>(true);
same<KeyOf<Event, 'owner', 'seenAt'>, { readonly owner: string; readonly seenAt: Date }>(true);
same<PrefixOf<Event, 'owner', 'seenAt'>, { readonly owner: string }>(true);
same<PrefixOf<Event, 'device', 'label'>, { readonly device: Uint8Array<ArrayBufferLike>; readonly label?: string | undefined }>(true);
same<KeyOf<Setting, 'group', 'name'>, { readonly name: `setting/${string}`; readonly group?: 'SETTINGS' | undefined }>(true);

declare const brand: unique symbol;
type UserId = string & { readonly [brand]: 'UserId' };
type Sequence = number & { readonly [brand]: 'Sequence' };
interface Branded {
  id: UserId;
  sequence: Sequence;
  readonly five: 5;
  readonly big: 5n;
  kind: 'a' | 'b';
}
same<KeyOf<Branded, 'id', 'sequence'>, { readonly id: UserId; readonly sequence: Sequence }>(true);
same<keyof KeyOf<Branded, 'id', 'kind'>, 'id' | 'kind'>(true);
same<KeyOf<Branded, 'five', 'big'>, { readonly five?: 5 | undefined; readonly big?: 5n | undefined }>(true);

/** Methods are no fields, private members are not asked for, and a view's readonly values may be frozen. */
same<keyof Fields<Event>, 'device' | 'sequence' | 'owner' | 'seenAt' | 'label' | 'total' | 'tags' | 'places' | 'flags' | 'cached'>(true);

export async function mustCompile(): Promise<void> {
  const event = await all.load({ device, sequence: 1 });
  same<typeof event, Event | undefined>(true);
  await all.load({ device: Buffer.from('x'), sequence: 1 });
  await all.query(between({ device, sequence: 1 }, { device, sequence: 2 }));
  await all.query(beginsWith({ device }));
  await byOwner.query(atLeast({ owner: 'x', seenAt: new Date() }));
  await byOwner.query(beginsWith({ owner: 'x' }));
  await byLabel.query(beginsWith({ device, label: 'a' }));
  await ofOwner.query(equalTo({ owner: 'x' }));
  await db.settings.all.load({ name: 'setting/x' });
  await db.settings.all.query(greaterThan({ name: 'setting/x' }));
  const tags = ['a'] as const;
  await all.save({ device, sequence: 1, total: 1n, tags, places: {}, flags: new Set(['x']), seenAt: null });
  await all.save(Object.freeze(Object.assign(new Event(), { device, sequence: 1 })));
  for await (const page of byLabel.queryAll(beginsWith({ device }))) same<typeof page.contents, readonly Event[]>(true);
  for await (const each of all.scanAllContents({ workerId: { segment: 0, totalSegments: 2 } })) same<typeof each, Event>(true);
  createTableInputs(EventDb, { tableNameResolver: name => name });
  const codec: AttributeCodec<Geo> = { toDb: geo => ({ S: `${geo.lat} ${geo.lng}` }), toApp: () => new Geo() };
  Attribute({ codec })(Event.prototype, 'places');
}

export async function mustNotCompile(): Promise<void> {
  // @ts-expect-error beginsWith on a number
  await all.query(beginsWith({ device, sequence: 1 }));
  // @ts-expect-error the partition left out, also of an optional property
  await byOwner.query(beginsWith({}));
  // @ts-expect-error a name is no constant because its type is a template
  await db.settings.all.load({});
  // @ts-expect-error a string for bytes
  await all.load({ device: 'x', sequence: 1 });
  // @ts-expect-error null is no key, also of a nullable property
  await byOwner.query(equalTo({ owner: 'x', seenAt: null }));
  // @ts-expect-error nor is undefined
  await byOwner.query(equalTo({ owner: undefined, seenAt: new Date() }));
  // @ts-expect-error the second bound of another type
  await all.query(between({ device, sequence: 1 }, { device, sequence: '2' }));
  // @ts-expect-error the second bound without its sort part
  await all.query(between({ device, sequence: 1 }, { device }));
  // @ts-expect-error a sort part that the index has not
  await ofOwner.query(equalTo({ owner: 'x', seenAt: new Date() }));
  // @ts-expect-error no writes through an index
  await byOwner.save({});
  // @ts-expect-error another constant
  await db.settings.all.load({ group: 'OTHER', name: 'setting/x' });
  // @ts-expect-error a view is not replaced
  db.events.all = all;
  // @ts-expect-error a misspelt option
  inlineView(Event, { key: ['device'], index: 'x' });
  // @ts-expect-error a misspelt option of a page
  await all.query(beginsWith({ device }), { pagesize: 3 });
  // @ts-expect-error a class that needs arguments
  inlineView(Needy, { key: ['name'] });
  // @ts-expect-error an unknown tag
  Attribute({ type: 'epochHours' });
}
