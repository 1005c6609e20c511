import { suite } from 'uvu';

const idle = suite('idle');
idle('is never run', () => {});
