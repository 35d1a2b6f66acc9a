/** The map by which an archived row is recognised. No entity may store an attribute of this name. */
export const ARCHIVE_ATTRIBUTE = 's3Archive';

/** Where an archived row says, for people, which object holds it. An entity that can be archived fills a property of this attribute on read only. */
export const S3_KEY_ATTRIBUTE = 's3Key';

/**
 * The time, in milliseconds since 1970, before which a row that was restored is not archived again. It is no attribute of the item: a put, which knows nothing of
 * it, takes it away. No entity may store an attribute of this name.
 */
export const NOT_BEFORE_ATTRIBUTE = 's3NotBefore';

/** The mark that a class decorator leaves on an entity that can be archived. */
export const HYBRID_MARK = 'HybridTable';

/** Where rows archived by an earlier system say `s3://path` (contract: `legacyPointers`). */
export const LEGACY_POINTER_ATTRIBUTE = '_s3_pointer';

/** How the value of such a pointer begins. */
export const LEGACY_POINTER_SCHEME = 's3://';
