import { suite } from 'uvu';

const hooks = suite('hooks');
hooks.before(() => {
  throw new Error('from before');
});
hooks('is dropped', () => {});
hooks.run();
