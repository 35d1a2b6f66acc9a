import { describe } from '../../codec/describe-value.js';
import { isPlainObject } from '../../codec/native-codec.js';
import type { TableSchema } from '../../metadata/table-schema.js';
import { bindingOf } from '../binding.js';
import type { BoundView, Runtime } from '../runtime.js';
import { InvalidBatchError } from './invalid-batch-error.js';

/** A database's views, as operations over several of them take them. */
export interface BoundDb {
  readonly runtime: Runtime;
  readonly views: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
}

const HOW_TO_BIND = 'Make keys with db.table.view.key({ ... }) and items with db.table.view.create({ ... })';

function namedView(db: BoundDb, target: object, tableName: string, view: string): BoundView | undefined {
  const binding = bindingOf(target);
  for (const [table, views] of db.views) {
    const found = table.tableName === tableName ? views.get(view) : undefined;
    if (found && found.schema.entity.entity === binding?.entity) return found;
  }
  return undefined;
}

/** The one inline view of an instance's class, or of the nearest base class that has one: instances that were read carry no binding. */
function viewOfClass(db: BoundDb, target: object): BoundView {
  const inline = [...db.views.values()]
    .flatMap(views => [...views.values()])
    .filter(({ schema, members }) => schema.kind === 'inline' && members.length === 0);
  for (let link: unknown = Object.getPrototypeOf(target); link; link = Object.getPrototypeOf(link)) {
    const entity = (link as object).constructor;
    const [found, ...others] = inline.filter(({ schema }) => schema.entity.entity === entity);
    if (!found) continue;
    if (others.length === 0) return found;
    const names = [found, ...others].map(({ schema }) => `${schema.name} of table ${schema.table.name}`).join(', ');
    throw new InvalidBatchError(
      'AMBIGUOUS_VIEW',
      `${entity.name} has several inline views (${names}), so it is not clear which is meant. Bind the item: db.table.view.create(item).`,
    );
  }
  if (isPlainObject(target)) {
    throw new InvalidBatchError('UNBOUND', `A plain object says nothing of its view. ${HOW_TO_BIND}.`);
  }
  throw new InvalidBatchError('UNKNOWN_VIEW', `This database has no inline view of ${describe(target).replace(/^an? /, '')}. Declare one.`);
}

/**
 * The view that a key or an instance is of.
 *
 * @param role `item`: only an instance will do, as a key has not all the attributes
 * @throws InvalidBatchError
 */
export function resolveView(db: BoundDb, target: unknown, role: 'key' | 'item'): BoundView {
  if (typeof target !== 'object' || target === null) {
    throw new InvalidBatchError('UNBOUND', `A batch takes bound keys and instances, not ${describe(target)}. ${HOW_TO_BIND}.`);
  }
  if (target instanceof Promise) throw new InvalidBatchError('UNBOUND', 'This is a Promise. Await the key or the instance first.');
  if (Array.isArray(target)) {
    throw new InvalidBatchError(
      'UNBOUND',
      'This is an array, where a key or an instance is expected. Spread it: clobber(...items), delete(...keys).',
    );
  }
  const binding = bindingOf(target);
  if (!binding) return viewOfClass(db, target);
  if (role === 'item' && binding.role === 'key') {
    throw new InvalidBatchError('UNBOUND', `A key of view ${binding.view} is no item: its other attributes would be lost. ${HOW_TO_BIND}.`);
  }
  const found = namedView(db, target, binding.tableName, binding.view);
  if (found) return found;
  throw new InvalidBatchError(
    'UNKNOWN_VIEW',
    `The ${binding.role} is of view ${binding.view} (${binding.entity.name}) of table ${binding.tableName}, which this database does not have. Use one of its own views.`,
  );
}
