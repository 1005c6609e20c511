import { suite } from 'uvu';

const early = suite('early');
early('ends the process', () => process.exit(0));
early('is never reached', () => {});
early.run();
