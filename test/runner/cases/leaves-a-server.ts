import { once } from 'node:events';
import { createServer } from 'node:http';
import { suite } from 'uvu';

const open = suite('open');
open('leaves a server behind', async () => {
  await once(createServer().listen(0, '127.0.0.1'), 'listening');
});
open.run();
