// #region file
import { defineConfig } from '@tempest-ts/cli';
import { archiveConfig } from './archive-config.js';
import { UserDatabase } from './user-database.js';

export default defineConfig({ database: UserDatabase, hybrid: archiveConfig });
// #endregion
