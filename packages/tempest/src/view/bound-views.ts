import {
  COUNT_OPTIONS,
  DELETE_OPTIONS,
  LOAD_OPTIONS,
  QUERY_ALL_OPTIONS,
  QUERY_OPTIONS,
  SAVE_OPTIONS,
  SCAN_ALL_OPTIONS,
  SCAN_OPTIONS,
  UPDATE_OPTIONS,
} from '../operation/call-option-names.js';
import { called, startOf } from '../operation/called.js';
import { count } from '../operation/count/count.js';
import type { CountOptions } from '../operation/count/count-input.js';
import { deleteItem, deleteKey } from '../operation/delete/delete.js';
import type { DeleteOptions } from '../operation/delete/delete-input.js';
import type { KeyCondition } from '../operation/key-condition.js';
import { load } from '../operation/load/load.js';
import type { LoadOptions } from '../operation/load/load-input.js';
import { viewOfItem } from '../operation/members.js';
import type { Page } from '../operation/page.js';
import type { PageRequest } from '../operation/page-line.js';
import { contentsOf, type PagingCall, pagesOf } from '../operation/paging.js';
import { beginQuery, query } from '../operation/query/query.js';
import type { QueryAllOptions, QueryOptions } from '../operation/query/query-input.js';
import type { BoundView } from '../operation/runtime.js';
import { save } from '../operation/save/save.js';
import type { SaveOptions } from '../operation/save/save-input.js';
import { beginScan, scan } from '../operation/scan/scan.js';
import type { ScanAllOptions, ScanOptions } from '../operation/scan/scan-input.js';
import { update } from '../operation/update/update.js';
import type { AnyChanges, UpdateOptions } from '../operation/update/update-input.js';
import { BoundInlineInputs, BoundReadableInputs } from './bound-inputs.js';
import { itemOfView, keyOfView } from './bound-items.js';

/** An iteration: its method, and whether pages are fetched ahead unless the caller says. */
interface Iteration {
  readonly operation: string;
  readonly prefetch?: boolean;
}

/** The reading half of a view. Its types are those of the view's declaration. */
class BoundReadableView {
  readonly inputs: BoundReadableInputs;
  readonly #view: BoundView;

  constructor(view: BoundView, inputs: BoundReadableInputs) {
    this.#view = view;
    this.inputs = inputs;
  }

  query(condition: KeyCondition<object>, options?: QueryOptions): Promise<Page<object>> {
    return called(this.#view.runtime, 'query', this.#view.schema, options, timed => query(this.#view, condition, timed), QUERY_OPTIONS);
  }

  queryAll(condition: KeyCondition<object>, options?: QueryAllOptions): AsyncIterable<Page<object>> {
    return this.#queryPages(condition, options, { operation: 'queryAll' });
  }

  queryAllContents(condition: KeyCondition<object>, options?: QueryAllOptions): AsyncIterable<object> {
    return contentsOf(this.#queryPages(condition, options, { operation: 'queryAllContents', prefetch: true }));
  }

  #queryPages(condition: KeyCondition<object>, options: QueryAllOptions | undefined, iteration: Iteration): AsyncIterable<Page<object>> {
    const begin = (request: PageRequest) => beginQuery(this.#view, condition, { ...options, ...request });
    return pagesOf(begin, options, { names: QUERY_ALL_OPTIONS, ...this.#paging(iteration) });
  }

  scan(options?: ScanOptions): Promise<Page<object>> {
    return called(this.#view.runtime, 'scan', this.#view.schema, options, timed => scan(this.#view, timed), SCAN_OPTIONS);
  }

  scanAll(options?: ScanAllOptions): AsyncIterable<Page<object>> {
    return this.#scanPages(options, { operation: 'scanAll' });
  }

  scanAllContents(options?: ScanAllOptions): AsyncIterable<object> {
    return contentsOf(this.#scanPages(options, { operation: 'scanAllContents', prefetch: true }));
  }

  #scanPages(options: ScanAllOptions | undefined, iteration: Iteration): AsyncIterable<Page<object>> {
    const begin = (request: PageRequest) => beginScan(this.#view, { ...options, ...request });
    return pagesOf(begin, options, { names: SCAN_ALL_OPTIONS, ...this.#paging(iteration) });
  }

  #paging({ operation, ...prefetch }: Iteration): Omit<PagingCall, 'names'> {
    const { runtime, schema } = this.#view;
    const { tier, observer } = runtime;
    return {
      ...prefetch,
      concurrency: tier?.concurrency,
      ...(observer?.followsCalls && { follow: () => observer.begin(startOf({ operation, schema })) }),
    };
  }

  count(condition: KeyCondition<object>, options?: CountOptions): Promise<number> {
    return called(this.#view.runtime, 'count', this.#view.schema, options, timed => count(this.#view, condition, timed), COUNT_OPTIONS);
  }
}

export class BoundSecondaryIndex extends BoundReadableView {
  constructor(view: BoundView) {
    super(view, new BoundReadableInputs(view));
  }
}

export class BoundInlineView extends BoundReadableView {
  readonly #view: BoundView;

  constructor(view: BoundView) {
    super(view, new BoundInlineInputs(view));
    this.#view = view;
  }

  key(fields: object): object {
    return keyOfView(this.#view, fields);
  }

  create(fields: object): object {
    return itemOfView(viewOfItem(this.#view, fields), fields);
  }

  load(key: object, options?: LoadOptions): Promise<object | undefined> {
    return called(this.#view.runtime, 'load', this.#view.schema, options, timed => load(this.#view, key, timed), LOAD_OPTIONS);
  }

  save(item: object, options?: SaveOptions): Promise<object> {
    return called(
      this.#view.runtime,
      'save',
      this.#view.schema,
      options,
      timed => save(viewOfItem(this.#view, item), item, timed),
      SAVE_OPTIONS,
    );
  }

  update(key: object, changes: AnyChanges, options?: UpdateOptions): Promise<object> {
    return called(
      this.#view.runtime,
      'update',
      this.#view.schema,
      options,
      timed => update(this.#view, key, changes, timed),
      UPDATE_OPTIONS,
    );
  }

  delete(item: object, options?: DeleteOptions): Promise<object | undefined> {
    return called(this.#view.runtime, 'delete', this.#view.schema, options, timed => deleteItem(this.#view, item, timed), DELETE_OPTIONS);
  }

  deleteKey(key: object, options?: DeleteOptions): Promise<object | undefined> {
    return called(this.#view.runtime, 'deleteKey', this.#view.schema, options, timed => deleteKey(this.#view, key, timed), DELETE_OPTIONS);
  }
}
