import { archiveOf, type Fields } from '@tempest-ts/hybrid';
import { compareSessions, type Difference } from './compare-sessions.js';
import { UserSession } from './user-session.js';

/** Two answers to one question, compared. */
export interface ComparedAnswer {
  readonly question: string;
  /** Sessions in the first answer. */
  readonly items: number;
  /** Sessions of the second answer that S3 holds. */
  readonly fromS3: number;
  readonly differences: readonly Difference[];
}

/** @param archivedBefore sessions created before it are to come from S3 now */
export function compareAnswer(
  question: string,
  before: readonly UserSession[],
  after: readonly UserSession[],
  archivedBefore: Date,
): ComparedAnswer {
  return {
    question,
    items: before.length,
    fromS3: after.filter(session => archiveOf(session)).length,
    differences: compareSessions(before, after, archivedBefore),
  };
}

/** Compares what answers together hold with what was saved, so that answers that are wrong alike before and after do not pass. */
export function compareWithSaved(
  saved: readonly Fields<UserSession>[],
  answers: readonly (readonly UserSession[])[],
): readonly Difference[] {
  const seen = new Map(answers.flat().map(session => [keyOf(session), session]));
  const wanted = saved.map(session => Object.assign(new UserSession(), session));
  return compareSessions(byKey(wanted), byKey([...seen.values()]), undefined);
}

const keyOf = ({ userId, sessionId }: UserSession): string => `${userId} ${sessionId}`;

const byKey = (sessions: readonly UserSession[]): readonly UserSession[] => [...sessions].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
