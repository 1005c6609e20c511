import { suite } from 'uvu';

const hooks = suite('hooks');
hooks.before.each(() => {
  throw new Error('from before.each');
});
hooks('is dropped', () => {});
hooks.run();
