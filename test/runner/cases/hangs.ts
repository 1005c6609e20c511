import { suite } from 'uvu';

const stuck = suite('stuck');
stuck('waits for ever beside an open handle', () => {
  setInterval(() => {}, 1_000);
  return new Promise(() => {});
});
stuck.run();
