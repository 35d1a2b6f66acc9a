import * as z from 'zod/mini';
import { en } from 'zod/v4/locales';

/** zod's small build has no messages of its own, and its settings are the whole process's: those are the application's. */
const { localeError: error } = en();

/**
 * Checks a value; what a schema has no words of its own for is said in English.
 *
 * @internal
 */
export const safeParse = <T>(schema: z.ZodMiniType<T>, value: unknown): z.util.SafeParseResult<T> => z.safeParse(schema, value, { error });
