import { startLocalServers } from '@tempest-ts/testing';
import { emptyMusicDb } from './empty-music-db.js';
import { PROGRAMS } from './programs.js';

// The SDK's remark on the end of its support for this Node would stand in the middle of the output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const servers = await startLocalServers();
try {
  for (const [name, program] of Object.entries(PROGRAMS)) {
    console.log(`\n${name}`);
    for (const line of await program(await emptyMusicDb(servers, name))) console.log(`  ${line}`);
  }
} finally {
  await servers.stop();
}
