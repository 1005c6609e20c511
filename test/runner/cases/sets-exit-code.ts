import { suite } from 'uvu';

const codes = suite('codes');
codes('fails', () => {
  process.exitCode = 0;
  throw new Error('from the test');
});
codes.run();
