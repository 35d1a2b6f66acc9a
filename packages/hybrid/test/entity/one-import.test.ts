import { expect, it } from '@jest/globals';
import * as hybrid from '@tempest-ts/hybrid';
import * as tempest from '@tempest-ts/tempest';

it('gives applications the whole ORM by one import', () => {
  for (const [name, value] of Object.entries(tempest)) expect([name, (hybrid as Record<string, unknown>)[name]]).toEqual([name, value]);
});
