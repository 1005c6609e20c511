import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatListenAddress, parseListenAddress } from '../../lib/cli/listen-address.ts';

const Address = suite('listen address');

const good = [
  ['127.0.0.1:9464', '127.0.0.1', 9464],
  ['localhost:0', 'localhost', 0],
  ['0.0.0.0:65535', '0.0.0.0', 65_535],
  ['[::1]:80', '::1', 80],
] as const;

for (const [text, host, port] of good) {
  Address(`reads ${text} and writes it again`, () => {
    assert.equal(parseListenAddress(text), { host, port });
    assert.is(formatListenAddress({ host, port }), text);
  });
}

Address('is the loopback where only a port is given', () => {
  assert.equal(parseListenAddress(':9464'), { host: '127.0.0.1', port: 9464 });
});

for (const text of [
  '',
  '9464',
  ':',
  'host:',
  'host:x',
  'host:-1',
  'host:65536',
  '::1:80',
  'a:1:2',
  '[]:1',
]) {
  Address(`is not ${JSON.stringify(text)}`, () => {
    assert.is(parseListenAddress(text), undefined);
  });
}

Address.run();
