/** What items take up before and after a move, and what moving them takes. Sums of it are footprints too. */
export interface Footprint {
  /** Billed bytes in the table and its indexes, the overhead of each entry included. */
  readonly dynamoDbBytesBefore: number;
  readonly dynamoDbBytesAfter: number;
  /** Billed bytes in S3. */
  readonly s3Bytes: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly puts: number;
}

export const NO_FOOTPRINT: Footprint = Object.freeze({
  dynamoDbBytesBefore: 0,
  dynamoDbBytesAfter: 0,
  s3Bytes: 0,
  writeUnits: 0,
  readUnits: 0,
  puts: 0,
});

export function addFootprints(a: Footprint, b: Footprint): Footprint {
  return {
    dynamoDbBytesBefore: a.dynamoDbBytesBefore + b.dynamoDbBytesBefore,
    dynamoDbBytesAfter: a.dynamoDbBytesAfter + b.dynamoDbBytesAfter,
    s3Bytes: a.s3Bytes + b.s3Bytes,
    writeUnits: a.writeUnits + b.writeUnits,
    readUnits: a.readUnits + b.readUnits,
    puts: a.puts + b.puts,
  };
}
