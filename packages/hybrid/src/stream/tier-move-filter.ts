import { ARCHIVE_ATTRIBUTE } from '@tempest-ts/tempest/extend';

/** `FilterCriteria` of an event source mapping. */
export interface StreamFilterCriteria {
  readonly Filters: readonly { readonly Pattern: string }[];
}

/** A leaf of the pointer that every one has: filters look at leaves only. */
const pointerThat = (exists: boolean) => ({ [ARCHIVE_ATTRIBUTE]: { M: { a: { S: [{ exists }] } } } });

/**
 * Filter criteria for the event source mapping of a Lambda function, or of an EventBridge pipe, which leave out every move to S3: nobody is invoked, nor billed, for
 * those. They let moves back to DynamoDB through, as filters cannot tell these from a save over an archived item: {@link isTierMove} can.
 * An import with `overwrite` that puts a pointer in place of a hot row of other content is left out with the moves: take the filter away while such an import runs.
 *
 * @example
 * new CfnEventSourceMapping(this, 'Sessions', { ..., filterCriteria: tierMoveFilterCriteria() });
 */
export function tierMoveFilterCriteria(): StreamFilterCriteria {
  const patterns = [
    { eventName: ['INSERT'] },
    { dynamodb: { NewImage: pointerThat(false) } },
    { dynamodb: { OldImage: pointerThat(true) } },
  ];
  return { Filters: patterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) };
}
