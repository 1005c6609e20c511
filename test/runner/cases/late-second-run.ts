import { suite } from 'uvu';

const early = suite('early');
early('waits for the next turn', () => new Promise((resolve) => setImmediate(resolve)));
early.run();

const late = suite('late');
late('is queued while the first suite runs', () => {});
setTimeout(late.run, 0);
