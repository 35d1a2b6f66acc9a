import { describe, expect, it } from '@jest/globals';
import { compareWithSaved } from '../src/compare-answers.js';
import { compareSessions } from '../src/compare-sessions.js';
import { UserSession } from '../src/user-session.js';

const session = (changes: Partial<UserSession> = {}): UserSession =>
  Object.assign(
    new UserSession(),
    { userId: 'u', sessionId: 's', userGroup: 'free', sessionData: 'data', createdAt: new Date('2026-01-01') },
    changes,
  );
const cutoff = new Date('2025-01-01');
const whats = (before: UserSession[], after: UserSession[]) => compareSessions(before, after, cutoff).map(({ what }) => what);

describe('the comparison', () => {
  it('passes equal answers', () => {
    expect(whats([session(), session({ sessionId: 't' })], [session(), session({ sessionId: 't' })])).toEqual([]);
  });

  it('notices a changed, a lost and an added property', () => {
    expect(whats([session()], [session({ sessionData: 'other' })])).toEqual(['sessionData was "data" and is "other"']);
    expect(whats([session()], [session({ createdAt: new Date('2026-01-02') })])).toHaveLength(1);
    expect(whats([session()], [Object.assign(session(), { extra: 1 })])).toEqual(['extra was nothing and is 1']);
    const lost = session();
    Reflect.deleteProperty(lost, 'userGroup');
    expect(whats([session()], [lost])).toEqual(['userGroup was "free" and is nothing']);
  });

  it('notices a lost item, an added one, another order and another class', () => {
    expect(whats([session()], [])).toEqual(['1 sessions became 0']);
    expect(whats([session()], [session(), session()])).toEqual(['1 sessions became 2']);
    const two = [session(), session({ sessionId: 't' })];
    expect(whats(two, [...two].reverse())).toHaveLength(2);
    expect(whats([session()], [{ ...session() }])).toEqual(['is no longer an instance of its class']);
  });

  it('wants s3Key on old sessions, and on no others', () => {
    expect(whats([session()], [session({ s3Key: 'sessions/u/s.json' })])).toEqual(['s3Key is "sessions/u/s.json", not nothing']);
    const old = session({ createdAt: new Date('2024-01-01') });
    expect(whats([old], [old])).toEqual([
      's3Key is nothing, not "sessions/u/s.json"',
      'archiveOf() tells of nothing, not of "sessions/u/s.json"',
    ]);
  });

  it('notices what was saved and in no answer, and an answer that nobody saved', () => {
    expect(compareWithSaved([session()], [[session()], [session()]])).toEqual([]);
    expect(compareWithSaved([session()], [[]])).toHaveLength(1);
    expect(compareWithSaved([session()], [[session(), session({ sessionId: 't' })]])).toHaveLength(1);
    expect(compareWithSaved([session()], [[session({ sessionData: '' })]])).toHaveLength(1);
  });
});
