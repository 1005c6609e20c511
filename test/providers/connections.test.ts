import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { directConnections, readProxies } from '../../lib/providers/connections.ts';

const Open = suite('connections');

Open('are as many as are taken at once; the last one given back is taken first', async () => {
  const connections = directConnections('http://127.0.0.1:9');
  const [one, two] = [connections.take(), connections.take()];
  assert.is.not(one, two);
  connections.give(one);
  connections.give(two);
  assert.is(connections.take(), two);
  assert.is(connections.take(), one);
  await connections.destroy();
});

const environments: [NodeJS.ProcessEnv, ReturnType<typeof readProxies>][] = [
  [{}, undefined],
  [{ NO_PROXY: 'a', HTTP_PROXY: '' }, undefined],
  [{ HTTP_PROXY: 'http://p' }, { httpProxy: 'http://p', httpsProxy: '', noProxy: '' }],
  [
    { https_proxy: 'http://p', HTTPS_PROXY: 'http://q', no_proxy: 'a,b' },
    { httpProxy: '', httpsProxy: 'http://p', noProxy: 'a,b' },
  ],
];

Open('find the proxies in an environment, in lower case first', () => {
  for (const [env, expected] of environments) assert.equal(readProxies(env), expected);
});

Open.run();
