import { suite } from 'uvu';

const late = suite('late');
late('is queued too late', () => {});
setTimeout(late.run, 0);
