import { TempestError } from '@tempest-ts/tempest';

/** The local S3 server could not start. */
export class LocalS3StartError extends TempestError {
  override readonly code = 'LOCAL_S3_START_FAILED';
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly directory: string | undefined;

  constructor(message: string, options: { readonly port?: number; readonly host?: string; readonly directory?: string }, cause: unknown) {
    super(message, { cause });
    this.port = options.port;
    this.host = options.host;
    this.directory = options.directory;
  }
}
