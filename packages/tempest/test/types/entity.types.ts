/** Compiled by `npm run types`, never run: a class must fit the schema that its items are checked by. */

import { Attribute, Entity } from '@tempest-ts/tempest';
import { z } from 'zod';

class Track {
  @Attribute() title!: string;
  @Attribute() note?: string;
  @Attribute({ type: Date }) addedAt!: Date;
}

Entity({ schema: z.object({ title: z.string(), note: z.string().optional(), addedAt: z.date() }) })(Track);
Entity({ schema: z.looseObject({ title: z.string() }), validate: 'readAndWrite' })(Track);
Entity({ schema: z.object({ addedAt: z.coerce.date() }) })(Track);

@Entity({ schema: z.object({ title: z.string() }) })
export class Single extends Track {
  @Attribute() label!: string;
}

// @ts-expect-error the schema names a property that the class has not
@Entity({ schema: z.object({ titel: z.string() }) })
export class Misspelt extends Track {}

// @ts-expect-error the class has a Date there
Entity({ schema: z.object({ addedAt: z.iso.datetime() }) })(Track);
// @ts-expect-error it may be absent in the class
Entity({ schema: z.object({ note: z.string() }) })(Track);
// @ts-expect-error no such moment
Entity({ schema: z.object({}), validate: 'read' })(Track);
// @ts-expect-error no schema
Entity({ schema: { parse: () => undefined } })(Track);
