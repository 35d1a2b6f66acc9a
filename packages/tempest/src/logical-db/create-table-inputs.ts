import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { compileItemCodec } from '../codec/item-codec.js';
import { createTableInput } from '../operation/create-table/create-table-input.js';
import { describeDb, type LogicalDbOptions, templateOf } from './describe-db.js';

/**
 * The requests that create a database's tables and indexes as they are declared, one for each table. Sends nothing. A key, of a table or an index, that is a
 * number or bytes says so by the `type` of its `@Attribute()`: types of TypeScript are gone when this runs, unless the compiler emits them
 * (`emitDecoratorMetadata`), and without either a key is made a string.
 *
 * @throws DeclarationError, ConfigurationError
 * @example
 * for (const input of createTableInputs(UserDatabase)) await dynamoDb.send(new CreateTableCommand(input));
 */
export function createTableInputs(dbClass: new () => object, options: LogicalDbOptions = {}): readonly CreateTableCommandInput[] {
  return [...describeDb(templateOf(dbClass, 'createTableInputs()'), options).tables.values()].map(table => {
    const entities = new Set([...table.views.values()].map(view => view.entity));
    return createTableInput(
      table,
      [...entities].map(entity => compileItemCodec(entity, table)),
    );
  });
}
