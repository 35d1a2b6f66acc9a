import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { numberSpelling } from './decimal.js';
import { ValueProblem } from './value-problem.js';

function checkDistinct<T>(elements: readonly T[], spell: (element: T) => string): T[] {
  if (new Set(elements.map(spell)).size === elements.length) return [...elements];
  throw new ValueProblem('two of its elements are stored alike, and a set holds each once. Remove one, or use an array.');
}

/** A set of one of DynamoDB's three element types. */
export function encodeSet(values: ReadonlySet<unknown>, encodeElement: (value: unknown) => AttributeValue): AttributeValue {
  if (values.size === 0) throw new ValueProblem('DynamoDB stores no empty set. Leave the property undefined.');
  const encoded = [...values].map(encodeElement);
  const texts = encoded.flatMap(({ S }) => (S === undefined ? [] : [S]));
  if (texts.length === encoded.length) return { SS: checkDistinct(texts, text => text) };
  const numbers = encoded.flatMap(({ N }) => (N === undefined ? [] : [N]));
  if (numbers.length === encoded.length) return { NS: checkDistinct(numbers, numberSpelling) };
  const bytes = encoded.flatMap(({ B }) => (B === undefined ? [] : [B]));
  if (bytes.length === encoded.length) return { BS: checkDistinct(bytes, each => Buffer.from(each).toString('base64')) };
  throw new ValueProblem('a DynamoDB set holds strings only, numbers only, or bytes only. Use an array.');
}
