import type {
  DeleteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  COUNT_OPTIONS,
  DELETE_OPTIONS,
  LOAD_OPTIONS,
  QUERY_OPTIONS,
  SAVE_OPTIONS,
  SCAN_OPTIONS,
  UPDATE_OPTIONS,
} from '../operation/call-option-names.js';
import { checkCallOptions } from '../operation/check-call-options.js';
import { type CountOptions, countInput } from '../operation/count/count-input.js';
import { type DeleteOptions, deleteInput, deleteKeyInput } from '../operation/delete/delete-input.js';
import type { KeyCondition } from '../operation/key-condition.js';
import { type LoadOptions, loadInput } from '../operation/load/load-input.js';
import { viewOfItem } from '../operation/members.js';
import { type QueryOptions, queryInput } from '../operation/query/query-input.js';
import type { BoundView } from '../operation/runtime.js';
import { type SaveOptions, saveInput } from '../operation/save/save-input.js';
import { type ScanOptions, scanInput } from '../operation/scan/scan-input.js';
import { type AnyChanges, type UpdateOptions, updateInput } from '../operation/update/update-input.js';

/** What a view's reads would send. Its types are those of the view's declaration. */
export class BoundReadableInputs {
  readonly #view: BoundView;

  constructor(view: BoundView) {
    this.#view = view;
  }

  query(condition: KeyCondition<object>, options?: QueryOptions): QueryCommandInput {
    checkCallOptions(options, QUERY_OPTIONS);
    return queryInput(this.#view, condition, options).input;
  }

  scan(options?: ScanOptions): ScanCommandInput {
    checkCallOptions(options, SCAN_OPTIONS);
    return scanInput(this.#view, options).input;
  }

  count(condition: KeyCondition<object>, options?: CountOptions): QueryCommandInput {
    checkCallOptions(options, COUNT_OPTIONS);
    return countInput(this.#view, condition, options).input;
  }
}

/** The same of an inline view. */
export class BoundInlineInputs extends BoundReadableInputs {
  readonly #view: BoundView;

  constructor(view: BoundView) {
    super(view);
    this.#view = view;
  }

  load(key: object, options?: LoadOptions): GetItemCommandInput {
    checkCallOptions(options, LOAD_OPTIONS);
    return loadInput(this.#view, key, options);
  }

  save(item: object, options?: SaveOptions): PutItemCommandInput {
    checkCallOptions(options, SAVE_OPTIONS);
    return saveInput(viewOfItem(this.#view, item), item, options).input;
  }

  update(key: object, changes: AnyChanges, options?: UpdateOptions): UpdateItemCommandInput {
    checkCallOptions(options, UPDATE_OPTIONS);
    return updateInput(this.#view, key, changes, options);
  }

  delete(item: object, options?: DeleteOptions): DeleteItemCommandInput {
    checkCallOptions(options, DELETE_OPTIONS);
    return deleteInput(this.#view, item, options);
  }

  deleteKey(key: object, options?: DeleteOptions): DeleteItemCommandInput {
    checkCallOptions(options, DELETE_OPTIONS);
    return deleteKeyInput(this.#view, key, options);
  }
}
