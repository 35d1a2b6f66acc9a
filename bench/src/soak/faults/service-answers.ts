import type { FaultKind } from './fault-plan.js';

/** How a service says that something went wrong. */
export interface ServiceAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** By the kind of fault, what a service answers with. */
export type ServiceAnswers = Readonly<Partial<Record<FaultKind, ServiceAnswer>>>;

const s3 = (status: number, code: string): ServiceAnswer => ({
  status,
  contentType: 'application/xml',
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>Planned by the soak run.</Message></Error>`,
});

const dynamoDb = (status: number, name: string): ServiceAnswer => ({
  status,
  contentType: 'application/x-amz-json-1.0',
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'Planned by the soak run.' }),
});

export const S3_ANSWERS: ServiceAnswers = {
  '503': s3(503, 'SlowDown'),
  '500': s3(500, 'InternalError'),
  '409': s3(409, 'ConditionalRequestConflict'),
};

export const DYNAMO_DB_ANSWERS: ServiceAnswers = {
  '503': dynamoDb(503, 'ServiceUnavailable'),
  '500': dynamoDb(500, 'InternalServerError'),
  '400': dynamoDb(400, 'ThrottlingException'),
};
