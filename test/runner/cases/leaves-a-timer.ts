import { suite } from 'uvu';

const open = suite('open');
open('leaves a timer behind', () => {
  setInterval(() => {}, 1_000);
});
open.run();
