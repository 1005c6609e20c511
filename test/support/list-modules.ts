import { registerHooks } from 'node:module';

// Preloaded with --import: the URL of each module that the program loads goes to stderr, a line each.
registerHooks({
  load(url, context, nextLoad) {
    process.stderr.write(`${url}\n`);
    return nextLoad(url, context);
  },
});
