import { describe, expect, it } from '@jest/globals';
import { archiveReport, planReport, verificationReport } from '@tempest-ts/report';
import { find } from '../fixture/dom.js';
import { MADE_AT } from '../fixture/pages.js';
import { entityPlan, NAMES, plan } from '../fixture/plan.js';
import { run, verification } from '../fixture/runs.js';

const madeAt = MADE_AT;
const texts = (page: string, selector: string): readonly string[] => find(page, selector).map(({ textContent }) => textContent.trim());

describe('the page of a plan', () => {
  const page = planReport(plan(), { madeAt });

  it('says first what is saved, what the move costs, what moves, and how much there is to look at', () => {
    expect(texts(page, 'header .quiet')).toEqual(['A dry run of 2026-11-29 21:30 UTC: 1,234,567 rows of 2 tables read, nothing written.']);
    expect(texts(page, 'main > .tiles .value')).toEqual(['$660.00', '$1,900.00', '200,500', '9 warnings']);
  });

  it('tells what would go wrong, the gravest first', () => {
    const titles = texts(page, '#problems .notices strong');
    expect(titles).toHaveLength(9);
    expect(titles.slice(0, 2)).toEqual(['A run would refuse to begin', 'A run would end before its end']);
    expect(texts(page, '#problems td').slice(-4)).toEqual(['UserSession', 'select', 'UNARCHIVABLE_ITEM', '2']);
  });

  it('compares layouts, sizes and ages of each entity, and marks the age that is declared', () => {
    expect(texts(page, '#entity-1 h3')).toEqual([
      'How old its items are',
      'What every other age would save',
      'How large the items are that would move',
      'When the move is paid for, by size and layout',
    ]);
    expect(texts(page, '#entity-1 .marked th, #entity-2 .marked th')).toEqual(['365 days declared', '30 days declared']);
    expect(texts(page, '#entity-1 > p').join()).toContain('As packs they would pay back sooner');
    expect(page).toContain('never, or after 5 years');
  });

  it('says of a plan that stopped that it is not of everything', () => {
    const partial = planReport(plan(NAMES, { complete: false, stopped: 'signal', problems: [], errors: [], errorCount: 0 }), { madeAt });
    expect(texts(partial, 'main > .notices strong')).toEqual(['Not everything was read']);
    expect(texts(partial, '#problems strong')).toEqual(['Nothing to warn of']);
    expect(texts(page, 'main > .notices')).toEqual([]);
  });

  it.each([
    ['of no entity', []],
    ['of an entity without items', [{ ...entityPlan(NAMES), ages: [], sizes: [], thresholds: [] }]],
    ['of an entity of which nothing is old enough', [{ ...entityPlan(NAMES, 1_200), sizes: [] }]],
  ])('draws a plan %s without numbers that are none', (_, entities) => {
    const text = planReport(plan(NAMES, { entities }), { madeAt });
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(texts(text, 'h2')).toHaveLength(2 + entities.length);
  });

  it('draws no number that is none', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });
});

describe('the page of a run', () => {
  it('says what moved, why it ended and what failed', () => {
    const page = archiveReport(run(), { madeAt });
    expect(texts(page, 'main > .tiles .value')[0]).toBe('200,500');
    expect(texts(page, '#outcome .notices').join()).toContain('It stopped, as its time was over; 1 part of tables is left.');
    expect(texts(page, '#outcome .notices strong')).toEqual(['The run ended before it had read everything', '2 items failed']);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('says of a whole one that it is whole', () => {
    const page = archiveReport(run(NAMES, { complete: true, stopped: undefined, unread: [], errors: [], errorCount: 0 }), { madeAt });
    expect(texts(page, '#outcome strong')).toEqual(['Everything was read']);
  });

  it('says what the run began in spite of', () => {
    const warnings = [{ severity: 'warning', code: 'stream', message: 'A stream of the table is on.' }] as const;
    const page = archiveReport(run(NAMES, { warnings }), { madeAt });
    expect(texts(page, '#outcome .notices li').join()).toContain('The run began in spite of thisA stream of the table is on.');
  });
});

describe('the page of a verification', () => {
  it('answers whether everything can be read, and says of each kind of problem what to do', () => {
    const page = verificationReport(verification(), { madeAt });
    expect(texts(page, 'main > .tiles .value').slice(0, 3)).toEqual(['no', '12,001', '8']);
    expect(texts(page, '#verdict .notices strong')).toHaveLength(9);
    expect(texts(page, '#verdict > p').join()).toContain('The first 9 of 2,000 failures.');
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('says yes of a clean one, and does not know of one that was stopped', () => {
    const none = { problems: [], problemCount: 0, entities: [] };
    const clean = verificationReport(verification(NAMES, { ...none, clean: true }), { madeAt });
    expect(texts(clean, 'main > .tiles .value')[0]).toBe('yes');
    const stopped = verificationReport(verification(NAMES, { ...none, clean: false, complete: false }), { madeAt });
    expect(texts(stopped, 'main > .tiles .value')[0]).toBe('not known');
  });
});
