import { archiveOf, type Fields } from '@tempest-ts/hybrid';
import { compareSessions, type Difference } from './compare-sessions.js';
import type { Question } from './questions.js';
import { UserSession } from './user-session.js';

/** What the questions gave before and after the sessions moved. */
export interface Answers {
  readonly questions: readonly Question[];
  readonly saved: readonly Fields<UserSession>[];
  /** By question. */
  readonly before: readonly (readonly UserSession[])[];
  readonly after: readonly (readonly UserSession[])[];
  /** Sessions created before it are to come from S3 now. */
  readonly archivedBefore: Date;
}

/** One question's answers, compared. */
export interface ComparedQuestion {
  readonly name: string;
  /** Sessions in the first answer. */
  readonly items: number;
  /** Sessions of the second answer that S3 holds. */
  readonly fromS3: number;
  readonly differences: readonly Difference[];
}

export interface Comparison {
  readonly questions: readonly ComparedQuestion[];
  /** Of all questions, and of what was saved and what the first answers together hold. */
  readonly differences: readonly Difference[];
}

/** Compares every answer with the one before, and the ones before with what was saved: two answers that are wrong alike are caught too. */
export function compareAnswers({ questions, saved, before, after, archivedBefore }: Answers): Comparison {
  const compared = questions.map(({ name }, index) => {
    const [was = [], is = []] = [before[index], after[index]];
    return {
      name,
      items: was.length,
      fromS3: is.filter(session => archiveOf(session)).length,
      differences: compareSessions(was, is, archivedBefore),
    };
  });
  const seen = new Map(before.flat().map(session => [keyOf(session), session]));
  const lost = compareSessions(
    byKey(saved.map(session => Object.assign(new UserSession(), session))),
    byKey([...seen.values()]),
    undefined,
  );
  return { questions: compared, differences: [...lost, ...compared.flatMap(({ differences }) => differences)] };
}

const keyOf = ({ userId, sessionId }: UserSession): string => `${userId} ${sessionId}`;

const byKey = (sessions: readonly UserSession[]): readonly UserSession[] => [...sessions].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
