import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { startLocalServers } from '@tempest-ts/testing';
import { runDemo } from './demo.js';
import { demoReport, failures } from './demo-report.js';
import { formatBytes, formatCount, formatSeconds } from './format.js';
import { tamperWithOneSession } from './tamper.js';

const DEFAULT_SESSIONS = '2400';

const { values: flags } = parseArgs({
  options: {
    sessions: { type: 'string', default: DEFAULT_SESSIONS },
    /** Changes one archived session behind the library's back, to see the demo fail. */
    tamper: { type: 'boolean', default: false },
  },
});
const sessions = Number(flags.sessions);
if (!Number.isSafeInteger(sessions) || sessions < 1)
  throw new RangeError(`--sessions is a whole number above zero, not ${flags.sessions}.`);

// The SDK's remark on the end of its support for this Node would stand in the middle of the report.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const print = (line: string): void => console.log(line);
const starting = startLocalServers();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await (await starting).stop();
    process.exit(128 + constants.signals[signal]); // as shells tell of signals
  });
}

const servers = await starting;
try {
  print(`Tempest Hybrid on ${servers.dynamoDbServer.engine} and an S3 server in this process\n`);
  const outcome = await runDemo({
    servers,
    sessions,
    print,
    afterArchiving: flags.tamper ? tableName => tamperWithOneSession(servers, tableName) : undefined,
  });
  print(`\n${demoReport(outcome)}\n`);
  const wrong = failures(outcome);
  const items = outcome.answers.reduce((sum, answer) => sum + answer.items, 0);
  print(wrong.length === 0 ? `OK: ${formatCount(items)} items compared, no difference` : `FAILED: ${wrong.join('\n')}`);
  if (wrong.length > 0) process.exitCode = 1;
  const memory = formatBytes(process.resourceUsage().maxRSS * 1024);
  print(`${formatSeconds(performance.now())}, peak memory ${memory}`);
} finally {
  await servers.stop();
}
