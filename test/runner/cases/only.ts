import { suite } from 'uvu';

const focus = suite('focus');
focus('is left out', () => {});
focus.only('runs alone', () => {});
focus.run();
