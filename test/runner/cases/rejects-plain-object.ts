import { suite } from 'uvu';

const odd = suite('odd');
odd('rejects with what is not an Error', () => Promise.reject({}));
odd('is dropped', () => {});
odd.run();
