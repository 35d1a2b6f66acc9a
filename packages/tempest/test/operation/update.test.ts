import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Attribute,
  ConditionFailedError,
  exists,
  expression,
  InvalidExpressionError,
  ItemNotFoundError,
  inlineView,
  LogicalDb,
  logicalTable,
  not,
  size,
} from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../../test-support/start-test-servers.js';

/** What JavaScript users could write, past the types. */
type Untyped = Record<string, Record<string, (...operands: unknown[]) => never>>;

class Geo {
  @Attribute({ name: 'latitude' }) lat!: number;
  @Attribute() lon!: number;
  @Attribute({ type: Date }) seenAt?: Date;
}

class Place {
  @Attribute({ name: 'partition_key', prefix: 'PLACE_' }) id!: string;
  @Attribute({ name: 'sort_key', prefix: 'INFO_' }) readonly sortKey = '';
  @Attribute() name!: string;
  @Attribute({ prefix: 'KIND_' }) kind?: string;
  @Attribute() visits?: number;
  @Attribute() limit?: number;
  @Attribute({ type: Date }) openedAt?: Date;
  @Attribute({ type: () => Geo }) geo?: Geo;
  @Attribute() meta?: { size: number; colour?: string; tags: string[] };
  @Attribute() tags?: Set<string>;
  @Attribute() lines?: string[];
  @Attribute({ type: Date }) dates?: Date[];
  @Attribute() byId?: Record<string, number>;
  @Attribute({ names: ['note', 'note_copy'] }) note?: string;
  @Attribute({ prefix: 'LABEL_', allowEmpty: true }) label?: string;
  @Attribute({ type: 'epochSeconds' }) closedAt?: Date;
  @Attribute({ type: 'decimal' }) price?: string;
  @Attribute({ codec: { toDb: (value: string) => ({ S: value.toUpperCase() }), toApp: value => String(value.S).toLowerCase() } })
  code?: string;
}

class PlaceDb extends LogicalDb {
  places = logicalTable({ name: 'places', views: { all: inlineView(Place, { key: ['id'] }) } });
}

let servers: LocalServers;
let places: PlaceDb['places']['all'];

beforeAll(async () => {
  servers = await startTestServers();
  await servers.createTables(PlaceDb);
  places = LogicalDb.create(PlaceDb, servers.dynamoDb).places.all;
});

afterAll(() => servers.stop());

let count = 0;
async function saved(fields: Partial<Place> = {}): Promise<{ id: string }> {
  count += 1;
  const id = `p${count}`;
  await places.save({ id, name: 'somewhere', ...fields });
  return { id };
}

describe('an update', () => {
  it('changes what it names, through codecs and prefixes, and nothing else', async () => {
    const key = await saved({ visits: 1, kind: 'park', lines: ['b'], tags: new Set(['x', 'y']), note: 'n', meta: { size: 1, tags: [] } });
    const after = await places.update(key, u => [
      u.visits.add(2),
      u.kind.set('lake'),
      u.openedAt.set(new Date(5)),
      u.lines.append(['c', 'd']),
      u.tags.delete(new Set(['x'])),
      u.meta.size.set(9),
      u.meta.tags.prepend('t'),
      u.note.set('m'),
    ]);
    expect(after).toBeInstanceOf(Place);
    expect(after).toEqual(
      Object.assign(new Place(), {
        ...key,
        name: 'somewhere',
        visits: 3,
        kind: 'lake',
        openedAt: new Date(5),
        lines: ['b', 'c', 'd'],
        tags: new Set(['y']),
        meta: { size: 9, tags: ['t'] },
        note: 'm',
      }),
    );
    expect(await places.load(key)).toEqual(after);
  });

  it('writes every attribute that carries a property', async () => {
    const key = await saved({ note: 'n' });
    await places.update(key, u => u.note.set('both'));
    const page = await places.scan({ filter: expression('note = note_copy AND note = :m', { values: { ':m': 'both' } }) });
    expect(page.contents.map(place => place.id)).toEqual([key.id]);
    expect((await places.update(key, u => u.note.remove())).note).toBeUndefined();
  });

  it('leaves an attribute absent where a save of the same value would', async () => {
    const key = await saved({ label: 'blue' });
    expect((await places.update(key, u => u.label.set(''))).label).toBeUndefined();
    const bare = expression('attribute_exists(label)');
    expect((await places.scan({ filter: bare })).contents).toEqual([]);
    await expect(places.update(key, u => u.label.setIfAbsent(''))).rejects.toThrow('changes nothing');
  });

  it('is asked by a condition on an empty string whether the attribute is absent, where that is how one is stored', async () => {
    const [empty, blue] = [await saved({ label: '' }), await saved({ label: 'blue' })];
    const found = async (filter: NonNullable<NonNullable<Parameters<typeof places.scan>[0]>['filter']>) => {
      const ids = (await places.scan({ filter })).contents.map(({ id }) => id);
      return ids.filter(id => id === empty.id || id === blue.id).sort();
    };
    expect(await found(p => p.label.eq(''))).toEqual([empty.id]);
    expect(await found(p => p.label.ne(''))).toEqual([blue.id]);
    expect(await found(p => p.label.in('', 'green'))).toEqual([empty.id]);
    expect(await found(p => p.label.in(['', 'blue']))).toEqual([empty.id, blue.id].sort());
    expect(await found(p => p.label.eq('blue'))).toEqual([blue.id]);
    await places.update(empty, u => u.visits.add(1), { if: p => p.label.eq('') });
    await expect(places.update(blue, u => u.visits.add(1), { if: p => p.label.eq('') })).rejects.toMatchObject({
      code: 'CONDITION_FAILED',
    });
  });

  it('does not copy an attribute to one that is stored in another way, which would make the item unreadable', async () => {
    const key = await saved({ closedAt: new Date(5000), openedAt: new Date(5000), price: '1', kind: 'park', code: 'x' });
    await expect(places.update(key, u => u.openedAt.set(u.closedAt))).rejects.toThrow('Place.closedAt is stored in another way');
    await expect(places.update(key, u => u.name.set(u.price))).rejects.toThrow('Place.price is stored in another way');
    await expect(places.update(key, u => u.name.setIfAbsent(u.code))).rejects.toThrow('Place.code is stored in another way');
    await expect(places.update(key, u => u.name.set(u.kind))).rejects.toThrow('Place.kind is stored with another prefix');
    expect((await places.update(key, u => u.geo.set({ lat: 1, lon: 2, seenAt: new Date(7) } as Geo))).openedAt).toEqual(new Date(5000));
    expect((await places.update(key, u => u.openedAt.set(u.geo.seenAt))).openedAt).toEqual(new Date(7));
  });

  it('reaches into nested classes by their own names and types', async () => {
    const key = await saved({ geo: Object.assign(new Geo(), { lat: 1, lon: 2 }) });
    const after = await places.update(key, u => [u.geo.lat.set(4.2), u.geo.seenAt.set(new Date(7)), u.geo.lon.add(0.5)], {
      if: p => p.geo.lat.eq(1),
    });
    expect(after.geo).toEqual(Object.assign(new Geo(), { lat: 4.2, lon: 2.5, seenAt: new Date(7) }));
    expect(after.geo).toBeInstanceOf(Geo);
  });

  it('starts numbers from 0 and lists from empty, and keeps what is there where asked', async () => {
    const key = await saved({ byId: {}, meta: { size: 1, tags: [] } });
    const after = await places.update(key, u => [
      u.visits.add(5),
      u.byId.get('k').set(1),
      u.lines.append('a'),
      u.name.setIfAbsent('other'),
    ]);
    expect(after).toMatchObject({ visits: 5, byId: { k: 1 }, lines: ['a'], name: 'somewhere' });
    const dates = await places.update(key, u => [u.dates.set([new Date(1), new Date(2)])]);
    expect((await places.update(key, u => u.dates.at(0).set(new Date(3)))).dates).toEqual([new Date(3), new Date(2)]);
    expect(dates.dates).toEqual([new Date(1), new Date(2)]);
    expect((await places.update(key, u => u.limit.set(u.visits))).limit).toBe(5);
  });

  it('of an item that is not there is an error, unless it may make one', async () => {
    await expect(places.update({ id: 'nobody' }, u => u.visits.add(1))).rejects.toThrow(ItemNotFoundError);
    expect(await places.load({ id: 'nobody' })).toBeUndefined();
    const made = await places.update({ id: 'newcomer' }, u => [u.visits.add(1), u.name.set('here')], { upsert: true });
    expect(made).toEqual(Object.assign(new Place(), { id: 'newcomer', name: 'here', visits: 1 }));
  });

  it('is not written where its condition fails', async () => {
    const key = await saved({ visits: 1, limit: 1 });
    await expect(places.update(key, u => u.visits.add(1), { if: p => p.visits.lt(p.limit) })).rejects.toThrow(ConditionFailedError);
    await expect(places.update(key, u => u.visits.add(1), { if: p => not(p.visits.eq(1)) })).rejects.toThrow(ConditionFailedError);
    expect(await places.load(key)).toMatchObject({ visits: 1 });
  });

  it.each([
    ['changes nothing', () => [], 'changes nothing'],
    ['changes an attribute twice', (u: Untyped) => [u.name?.set?.('a'), u.name?.set?.('b')], 'overlap'],
    ['changes a key', (u: Untyped) => u.id?.set?.('x'), 'is the item’s key'.replace('’', "'")],
    ['names no attribute', (u: Untyped) => u.nme?.set?.('x'), 'no attribute `nme`'],
    ['gives a value of another type', (u: Untyped) => u.openedAt?.set?.('yesterday'), 'Place.openedAt: it is declared as a Date'],
    ['adds a text', (u: Untyped) => u.name?.add?.('x'), 'add() is for numbers and sets'],
    ['uses an operator that there is not', (u: Untyped) => u.name?.increment?.(1), 'no operator increment()'],
    ['returns something else', () => 5, 'made of changes'],
  ])('that %s is refused before it is sent', async (_, changes, message) => {
    const key = await saved();
    const before = servers.dynamoDbServer.requests.total;
    await expect(places.update(key, changes as never)).rejects.toThrow(message);
    expect(servers.dynamoDbServer.requests.total).toBe(before);
  });
});

describe('typed filters and conditions', () => {
  it('ask of every kind of attribute what DynamoDB can answer', async () => {
    const a = await saved({
      visits: 10,
      limit: 3,
      kind: 'forest',
      tags: new Set(['live']),
      lines: ['one', 'two'],
      meta: { size: 3, tags: ['m'] },
      openedAt: new Date(1000),
    });
    const only = async (filter: Parameters<typeof places.scan>[0]) =>
      (await places.scan(filter)).contents.filter(place => place.id === a.id).length;
    for (const filter of [
      { filter: t => t.visits.gt(t.limit) },
      { filter: t => t.visits.between(9, 11).and(t.visits.in(1, 10), t.visits.in([10])) },
      { filter: t => t.kind.beginsWith('for').and(t.kind.eq('forest')) },
      { filter: t => t.kind.size().eq(6) },
      { filter: t => t.tags.contains('live').and(t.lines.contains('two')) },
      { filter: t => t.meta.size.eq(3).and(exists(t.meta.size), size(t.meta).eq(2)) },
      { filter: t => t.lines.at(1).eq('two').and(t.lines.size().ge(2)) },
      { filter: t => t.openedAt.le(new Date(1000)).and(t.note.notExists()) },
      { filter: t => t.name.contains('where').or(t.visits.lt(0)).and(t.visits.isType('N')) },
      { filter: t => not(t.visits.ne(10)) },
    ] satisfies NonNullable<Parameters<typeof places.scan>[0]>[]) {
      expect([String(filter.filter), await only(filter)]).toEqual([String(filter.filter), 1]);
    }
    expect(await only({ filter: t => t.meta.size.eq(4) })).toBe(0);
  });

  it('split long lists of candidates', async () => {
    const key = await saved({ visits: 77 });
    const many = Array.from({ length: 150 }, (_, index) => index);
    expect((await places.scan({ filter: t => t.visits.in(many), pageSize: 1000 })).contents.map(place => place.id)).toContain(key.id);
  });

  it('refuse what can never be', async () => {
    await expect(places.scan({ filter: t => t.openedAt.lt(t.closedAt) })).rejects.toThrow(
      'Place.closedAt is stored in another way, by its `type` or `codec`, so DynamoDB cannot compare the two.',
    );
    await expect(places.scan({ filter: () => undefined as never })).rejects.toThrow(InvalidExpressionError);
    await expect(places.scan({ filter: ((t: Untyped) => t.visits?.in?.()) as never })).rejects.toThrow('at least one');
    await expect(places.save({ id: 'x', name: 'y' }, { if: ((t: Untyped) => t.colour?.exists?.()) as never })).rejects.toThrow(
      'no attribute `colour`',
    );
  });
});
