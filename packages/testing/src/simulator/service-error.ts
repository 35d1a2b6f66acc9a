/** An error as an AWS SDK client throws it. */
export interface ServiceError extends Error {
  $metadata: { httpStatusCode?: number; attempts: number };
}

/** An answer of a service that refuses. `fields` are what the error says besides. */
export function serviceError(name: string, status: number, message: string, fields: object = {}): ServiceError {
  const fault = status >= 500 ? 'server' : 'client';
  return Object.assign(new Error(message), { name, $fault: fault, $metadata: { httpStatusCode: status, attempts: 1 }, ...fields });
}

/** No answer at all: nobody knows whether the request took effect. */
export function lostConnection(): ServiceError {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', $metadata: { attempts: 1 } });
}

/** Whether something is an answer of a simulated service, and not a defect of the simulation. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && '$metadata' in error;
}
