import { suite } from 'uvu';

const stuck = suite('stuck');
stuck('never yields', () => {
  for (;;);
});
stuck.run();
