import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type MockOptions, mockCommand } from '../../lib/cli/mock-command.ts';
import { ConfigError, UsageError } from '../../lib/errors.ts';
import { withFiles } from '../pipeline/with-pipeline.ts';
import { chat, until, withSimulator } from '../simulator/with-simulator.ts';
import { capture } from './capture.ts';

const Mock = suite('mock');

const defaults: MockOptions = { config: undefined, dialect: undefined, host: '127.0.0.1', port: 0 };

/** Serves until the signal comes, which is after `use`; the exit code. */
async function serving(
  options: Partial<MockOptions>,
  signal: 'SIGINT' | 'SIGTERM',
  use: (url: string) => Promise<void>,
): Promise<number> {
  const { result } = await capture(async (written) => {
    const listening = process.listenerCount(signal);
    const serves = mockCommand({ ...defaults, ...options });
    await until(() => process.listenerCount(signal) > listening);
    const said = /^llm-pipe: simulator on (http:[^ ,]+)( in the format of \w+)?, Ctrl-C ends it\n$/;
    const [, url = ''] = said.exec(written.stderr) ?? [];
    await use(url);
    process.emit(signal, signal);
    return serves;
  });
  return result;
}

const ask = async (url: string): Promise<string> => {
  const body = JSON.stringify(chat('hi'));
  const response = await fetch(`${url}/chat/completions`, { method: 'POST', body });
  return response.text();
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  Mock(`serves the simulator until ${signal}, then ends well`, async () => {
    let served = '';
    const code = await serving({}, signal, async (url) => {
      assert.match(await ask(url), '"chat.completion"');
      served = url;
    });
    assert.is(code, 0);
    assert.instance(await ask(served).catch((error: unknown) => error), TypeError);
  });
}

Mock('takes the settings of a file', () => {
  const config = 'simulator: { reply: { rules: [{ contains: "", reply: by rule }] } }\n';
  return withFiles({ 'c.yaml': config }, async (folder) => {
    await serving({ config: join(folder, 'c.yaml') }, 'SIGINT', async (url) => {
      assert.match(await ask(url), '"by rule"');
    });
  });
});

const askAnthropic = async (url: string): Promise<string> => {
  const body = JSON.stringify({ ...chat('hi'), max_tokens: 9 });
  const headers = { 'x-api-key': 'k', 'anthropic-version': '2023-06-01' };
  return (await fetch(`${url}/v1/messages`, { method: 'POST', headers, body })).text();
};

for (const [title, dialect] of [
  ['the dialect of a file', undefined],
  ['the dialect of the option before that of a file', 'anthropic'],
] as const) {
  Mock(`speaks ${title}`, () => {
    const config = `simulator: { dialect: ${dialect ? 'cohere' : 'anthropic'} }\n`;
    return withFiles({ 'c.yaml': config }, async (folder) => {
      await serving({ config: join(folder, 'c.yaml'), dialect }, 'SIGINT', async (url) => {
        assert.match(await askAnthropic(url), '"type":"message"');
      });
    });
  });
}

Mock('refuses settings that are wrong', () =>
  withFiles({ 'c.yaml': 'simulator: { seed: x }\n' }, async (folder) => {
    const config = join(folder, 'c.yaml');
    const error = await mockCommand({ ...defaults, config }).catch((thrown: unknown) => thrown);
    assert.instance(error, ConfigError);
  }),
);

Mock('says that its port is in use', () =>
  withSimulator({}, async ({ url }) => {
    const port = Number(new URL(url).port);
    const error = await mockCommand({ ...defaults, port }).catch((thrown: unknown) => thrown);
    assert.instance(error, UsageError);
    assert.match(String(error), `cannot listen on 127.0.0.1:${port}: `);
  }),
);

Mock.run();
