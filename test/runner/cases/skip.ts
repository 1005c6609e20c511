import { suite } from 'uvu';

const focus = suite('focus');
focus('runs', () => {});
focus.skip('is left out', () => {});
focus.run();
