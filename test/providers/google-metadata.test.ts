import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as library from 'google-auth-library';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GoogleCredentials } from '../../lib/providers/google-credentials.ts';
import { MetadataServer } from '../../lib/providers/google-metadata.ts';
import { listen, shut } from '../support/upstream.ts';

const Metadata = suite('google-metadata');

/** Runs `use` on a machine without any of Google's credentials, where `address` is that of the server. */
async function withMachine(address: string, use: () => Promise<void>): Promise<void> {
  const before = { ...process.env };
  const home = mkdtempSync(join(tmpdir(), 'llm-pipe-home-'));
  const { GOOGLE_APPLICATION_CREDENTIALS: _, METADATA_SERVER_DETECTION: __, ...others } = before;
  process.env = { ...others, HOME: home, APPDATA: home, GCE_METADATA_HOST: address };
  library.gcpMetadata.setGCPResidency(false);
  try {
    await use();
  } finally {
    process.env = before;
    library.gcpMetadata.setGCPResidency();
    rmSync(home, { recursive: true });
  }
}

async function withServer(
  answer: RequestListener,
  use: (asked: () => number) => Promise<void>,
): Promise<void> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  const url = await listen(server);
  try {
    await withMachine(url, () => use(() => asked));
  } finally {
    await shut(server);
  }
}

/** As it answers on a machine of Google's, which has an account. */
const google: RequestListener = ({ url = '' }, response) => {
  const isToken = url.includes('/token');
  response
    .writeHead(200, { 'metadata-flavor': 'Google', 'content-type': 'application/json' })
    .end(isToken ? '{"access_token":"ya29.machine","expires_in":3600}' : 'project-of-machine');
};

Metadata("gives the identity of one of Google's machines", () =>
  withServer(google, async () => {
    const credentials = new GoogleCredentials();
    const headers = await credentials.headers(undefined);
    assert.is(headers['authorization'], 'Bearer ya29.machine');
  }),
);

Metadata('takes a server without its mark for another one, and asks it once', () =>
  withServer(
    (_request, response) => response.end('{}'),
    async (asked) => {
      const server = new MetadataServer();
      assert.not(await server.isThere(library));
      assert.not(await server.isThere(library));
      assert.is(asked(), 1);
    },
  ),
);

Metadata('is not asked where the environment says so', () =>
  withServer(google, async (asked) => {
    process.env['METADATA_SERVER_DETECTION'] = 'none';
    assert.not(await new MetadataServer().isThere(library));
    assert.is(asked(), 0);
  }),
);

Metadata('leaves one clear line, and no warning, where there are no credentials', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): number => warnings.push(warning);
  process.on('warning', onWarning);
  try {
    await withServer(
      (_request, response) => response.writeHead(403).end(),
      async () => {
        await new GoogleCredentials().headers(undefined).then(
          () => assert.unreachable(),
          (error: Error) => {
            assert.match(error.message, /^no access token: no credentials: set vertex_credentials/);
          },
        );
      },
    );
    await new Promise(setImmediate);
    assert.equal(warnings, []);
  } finally {
    process.off('warning', onWarning);
  }
});

Metadata.run();
