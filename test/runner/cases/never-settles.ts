import { suite } from 'uvu';

const stuck = suite('stuck');
stuck('waits for nothing', () => new Promise(() => {}));
stuck.run();
