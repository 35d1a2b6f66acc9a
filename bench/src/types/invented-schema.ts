/** An entity that the suite makes up. */
export interface InventedEntity {
  /** Of its class, `Invoice07`; lower case for the names of views and variables. */
  readonly name: string;
  readonly variable: string;
  readonly statuses: readonly [string, string, string];
  /** The names of attributes that no other entity has: no two classes are one structure, which a compiler would look at once. */
  readonly own: { readonly text: string; readonly amount: number; readonly amountName: string };
}

/** A table of several entities. */
export interface InventedTable {
  readonly name: string;
  readonly entities: readonly InventedEntity[];
}

const THINGS = ['Invoice', 'Order', 'Session', 'Device', 'Ticket', 'Payment', 'Parcel', 'Member', 'Article', 'Booking'];
const STATUSES = ['open', 'closed', 'lost', 'paid', 'sent', 'late', 'held'];

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const statusAt = (index: number): string => `${STATUSES[index % STATUSES.length]}`;

function inventEntity(table: number, place: number, entities: number): InventedEntity {
  const index = table * entities + place;
  const name = `${THINGS[place % THINGS.length]}${twoDigits(table)}${place >= THINGS.length ? `x${place}` : ''}`;
  return {
    name,
    variable: name.toLowerCase(),
    statuses: [statusAt(index), statusAt(index + 1), statusAt(index + 3)],
    own: { text: `text${index}`, amount: index, amountName: `amount${index}` },
  };
}

/** The same entities on every run. */
export function inventSchema(tables: number, entitiesPerTable: number): readonly InventedTable[] {
  return Array.from({ length: tables }, (_, table) => ({
    name: `table${twoDigits(table)}`,
    entities: Array.from({ length: entitiesPerTable }, (_, place) => inventEntity(table, place, entitiesPerTable)),
  }));
}
