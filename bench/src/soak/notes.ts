import {
  ArchivalTimestamp,
  Attribute,
  type Generated,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
  Version,
} from '@tempest-ts/hybrid';

/** An item that one writer changes, and everybody reads. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'notes/{pk}/{sk}.json' })
export class Note {
  @Attribute({ name: 'pk' }) group!: string;
  @Attribute({ name: 'sk', prefix: 'NOTE_' }) id!: string;
  /** No two writes have the same, so that a read tells which write it saw. */
  @Attribute() stamp!: string;
  /** What filters ask for: it moves. */
  @Attribute() color!: string;
  /** What the index is asked for: it stays. */
  @Attribute({ keepInPointer: true }) shade!: string;
  @Attribute() body!: string;
  @Attribute() words!: string[];
  @Attribute() meta!: { depth: number; label?: string };
  @Attribute() tags?: Set<string>;
  @ArchivalTimestamp() createdAt!: Date;
}

/** An item that every writer changes: each counts in a place of its own, so that a lost count shows. */
@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'tallies/{pk}/{sk}.json' })
export class Tally {
  @Attribute({ name: 'pk' }) group!: string;
  @Attribute({ name: 'sk', prefix: 'TALLY_' }) id!: string;
  @Attribute() counts!: Record<string, number>;
  @Version() version!: Generated<number>;
  @ArchivalTimestamp() createdAt!: Date;
}

export class SoakDatabase extends LogicalDb {
  soak = logicalTable({
    name: 'soak',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_shade: { partitionKey: 'shade', sortKey: 'createdAt' } },
    views: {
      notes: inlineView(Note, { key: ['group', 'id'] }),
      tallies: inlineView(Tally, { key: ['group', 'id'] }),
      byShade: secondaryIndex(Note, { index: 'by_shade', key: ['shade', 'createdAt'] }),
    },
  });
}

export const COLORS = ['red', 'green', 'blue'] as const;
export const SHADES = ['dark', 'light'] as const;

const GROUPS = 8;
/** A hundred items, so that writers, archivers, restorers and readers meet all the time. */
export const NOTES = 120;
export const TALLIES = 6;

/** Where an item lives: its place among all of its class. */
export interface Place {
  readonly group: string;
  readonly id: string;
}

export const groupOf = (place: number): string => `g${place % GROUPS}`;
export const notePlace = (place: number): Place => ({ group: groupOf(place), id: String(place).padStart(3, '0') });
export const tallyPlace = (place: number): Place => ({ group: groupOf(place), id: String(place) });
export const placesOf = (group: string): readonly number[] =>
  Array.from({ length: NOTES }, (_, place) => place).filter(place => groupOf(place) === group);
export const GROUP_NAMES: readonly string[] = Array.from({ length: GROUPS }, (_, group) => groupOf(group));
