import { suite } from 'uvu';

const floating = suite('floating');
floating('leaves a rejection behind', async () => {
  void Promise.reject(new Error('nobody waits for it'));
  await new Promise((resolve) => setImmediate(resolve));
});
floating.run();
