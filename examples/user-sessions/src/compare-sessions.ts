import { isDeepStrictEqual } from 'node:util';
import { archiveOf } from '@tempest-ts/hybrid';
import type { UserSession } from './user-session.js';

/** One thing that is not as it was. */
export interface Difference {
  /** The session's key. */
  readonly session: string;
  readonly what: string;
}

/** Characters of a value that a report shows. */
const SHOWN = 60;

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
};

/**
 * Compares two answers to one question, session by session and in order. All is to be deeply equal but for `s3Key`, which archived sessions have and
 * no others.
 *
 * @param archivedBefore sessions created before it are to come from S3
 */
export function compareSessions(
  before: readonly UserSession[],
  after: readonly UserSession[],
  archivedBefore: Date | undefined,
): readonly Difference[] {
  const differences: Difference[] = [];
  if (before.length !== after.length) {
    differences.push({ session: 'the answer', what: `${before.length} sessions became ${after.length}` });
  }
  for (const [index, was] of before.entries()) {
    const is = after[index];
    if (!is) continue; // the lengths differ, which is reported
    const archived = archivedBefore !== undefined && was.createdAt < archivedBefore;
    const session = `${was.userId} ${was.sessionId}`;
    for (const what of [...changedProperties(was, is), ...wrongTier(is, archived)]) differences.push({ session, what });
  }
  return differences;
}

function changedProperties(was: UserSession, is: UserSession): readonly string[] {
  if (Object.getPrototypeOf(was) !== Object.getPrototypeOf(is)) return ['is no longer an instance of its class'];
  const wasEntries = new Map<string, unknown>(Object.entries(was));
  const isEntries = new Map<string, unknown>(Object.entries(is));
  return [...new Set([...wasEntries.keys(), ...isEntries.keys()])]
    .filter(property => property !== 's3Key' && !isDeepStrictEqual(wasEntries.get(property), isEntries.get(property)))
    .map(property => `${property} was ${show(wasEntries.get(property))} and is ${show(isEntries.get(property))}`);
}

function wrongTier(session: UserSession, archived: boolean): readonly string[] {
  const wrong: string[] = [];
  const s3Key = archived ? `sessions/${session.userId}/${session.sessionId}.json` : undefined;
  if (session.s3Key !== s3Key) wrong.push(`s3Key is ${show(session.s3Key)}, not ${show(s3Key)}`);
  if (archiveOf(session)?.s3Key !== s3Key) wrong.push(`archiveOf() tells of ${show(archiveOf(session)?.s3Key)}, not of ${show(s3Key)}`);
  return wrong;
}
