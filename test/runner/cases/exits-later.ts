import { suite } from 'uvu';

const late = suite('late');
late('ends the process after the last test', () => {
  setTimeout(() => process.exit(0), 50);
});
late.run();
