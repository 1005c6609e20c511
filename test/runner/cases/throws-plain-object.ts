import { suite } from 'uvu';

const odd = suite('odd');
odd('throws what is not an Error', () => {
  throw {};
});
odd('is dropped', () => {});
odd.run();
