// #region config
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['*.test.ts'], hookTimeout: 60_000 }, // a busy machine takes its time to start a server
});
// #endregion
