import { gzipSync } from 'node:zlib';
import type { JobModule } from '../harness/suite.js';
import { bundle } from './bundle.js';

/** A program to be bundled without the SDK. */
export interface BundleArguments {
  readonly subject: string;
  readonly program: string;
}

export const measure: JobModule<BundleArguments>['measure'] = async ({ subject, program }) => {
  const { bytes, modules, text } = await bundle(program, ['@aws-sdk/*', '@smithy/*']);
  return [{ subject, values: { bytes, modules, gzipped: gzipSync(text).byteLength } }];
};
