import { TempestError } from '@tempest-ts/tempest';

/** Objects that one table would have taken away may be named by rows of another, which is or may be there: nothing was swept or erased. */
export class SharedObjectsError extends TempestError {
  readonly code = 'OBJECTS_SHARED';
  /** The table that was to be swept, by the name that requests are sent to. */
  readonly table: string;
  /** The ARN or the id of the other. */
  readonly other: string;
  /** The key of the object that says so: delete it where it is no longer true. `undefined`: the table itself was seen. */
  readonly claim: string | undefined;

  constructor(message: string, table: string, other: string, claim: string | undefined) {
    super(message);
    this.table = table;
    this.other = other;
    this.claim = claim;
  }
}
