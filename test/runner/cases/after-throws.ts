import { suite } from 'uvu';

const hooks = suite('hooks');
hooks.after(() => {
  throw new Error('from after');
});
hooks('passes', () => {});
hooks.run();
