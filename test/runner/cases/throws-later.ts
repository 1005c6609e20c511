import { suite } from 'uvu';

const late = suite('late');
late('throws after the last test', () => {
  setTimeout(() => {
    throw new Error('nobody waits for it');
  }, 50);
});
late.run();
