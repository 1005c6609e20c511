import { suite } from 'uvu';

const hooks = suite('hooks');
hooks.after.each(() => {
  throw new Error('from after.each');
});
hooks('loses its report', () => {
  throw new Error('from the test');
});
hooks('is dropped', () => {});
hooks.run();
