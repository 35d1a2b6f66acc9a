import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobModule } from '../harness/suite.js';
import { electroDbProject } from './electrodb-project.js';
import { inventSchema } from './invented-schema.js';
import type { ProjectWriter } from './source-files.js';
import { tempestProject } from './tempest-project.js';
import { toolboxProject } from './toolbox-project.js';
import { typeCheck } from './type-check.js';
import { writeProject } from './write-project.js';

/** One library's project, of so many tables and entities of each. */
export interface TypesArguments {
  readonly library: string;
  readonly tables: number;
  readonly entities: number;
}

export const TEMPEST = '@tempest-ts/tempest';
export const PROJECTS: Readonly<Record<string, ProjectWriter>> = {
  [TEMPEST]: tempestProject,
  electrodb: electroDbProject,
  'dynamodb-toolbox': toolboxProject,
};

export const measure: JobModule<TypesArguments>['measure'] = async ({ library, tables, entities }) => {
  const write = PROJECTS[library];
  if (!write) throw new Error(`There is no project of ${library}.`);
  const folder = await mkdtemp(join(tmpdir(), 'tempest-types-'));
  try {
    const project = join(folder, 'project');
    await writeProject(project, write(inventSchema(tables, entities)));
    return [{ subject: library, x: tables * entities, values: { ...(await typeCheck(project)) } }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
