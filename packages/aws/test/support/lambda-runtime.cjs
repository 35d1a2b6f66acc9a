// One invocation of a bundled function: node lambda-runtime.cjs BUNDLE HANDLER TIMEOUT_MS EVENT
const [bundle, handler, timeoutMs, event] = process.argv.slice(2);
const functions = require(bundle); // an invocation's time begins when the function has been loaded
const end = Date.now() + Number(timeoutMs);
const context = { getRemainingTimeInMillis: () => end - Date.now(), awsRequestId: `request-${process.pid}` };
const answer = message => process.send(message, () => process.exit(0));
Promise.resolve()
  .then(() => functions[handler](JSON.parse(event), context))
  .then(
    output => answer({ output }),
    error => answer({ error: { errorType: error.name, errorMessage: error.message } }),
  );
