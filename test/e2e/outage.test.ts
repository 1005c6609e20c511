import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withAbsentServer } from '../support/absent-server.ts';
import { refusal, withUpstream } from '../support/upstream.ts';
import { lines, modelsAt, parse, type Workshop, withWorkshop } from './program.ts';

const Outage = suite('outage of a run');

const pipeline = `name: wait
stages:
  - render: { user: "{{ text }}" }
  - call: { model: glm4-flash, meta: meta }
`;

const texts = (count: number): string =>
  Array.from({ length: count }, (_, n) => `{"n":${n},"text":"text ${n}"}\n`).join('');

/** Without the `/v1` that modelsAt adds. */
const baseOf = (url: string): string => url.replace(/\/v1$/, '');

/** The arguments of a run over this many records against a server at this address. */
function prepare({ file }: Workshop, url: string, records: number): string[] {
  file('models.yaml', modelsAt(baseOf(url)));
  file('in.jsonl', texts(records));
  const files = ['-p', file('p.yaml', pipeline), '--models', 'models.yaml', '-i', 'in.jsonl'];
  return [...files, '-o', 'out.jsonl', '--summary-json', 'summary.json'];
}

/** Starts a run and waits until it has told of the outage. */
async function startDown({ start }: Workshop, args: readonly string[]) {
  const child = start(args);
  const closed = once(child, 'close');
  const told = createInterface(child.stderr)[Symbol.asyncIterator]();
  const { value: first } = await told.next();
  const rest = async () => {
    const more: string[] = [];
    for await (const line of { [Symbol.asyncIterator]: () => told }) more.push(line);
    return more.join('\n');
  };
  return { child, closed, first: String(first), rest };
}

Outage('is waited out: every record is written, and none is charged an attempt', () =>
  withAbsentServer((url, start) =>
    withWorkshop(async (workshop) => {
      const args = prepare(workshop, url, 200);
      const { closed, first, rest } = await startDown(workshop, args);
      assert.match(
        first,
        /^llm-pipe: glm4-flash is down \(.*ECONNREFUSED.*\); waiting, next try in \d s, at most 2 h$/,
      );
      start();
      assert.match(await rest(), /^llm-pipe: glm4-flash answers again after \d s$/m);
      assert.equal(await closed, [0, null]);
      const out = lines(workshop.read('out.jsonl')).map(parse);
      assert.is(out.length, 200);
      assert.equal(new Set(out.map(({ meta }) => meta.attempts)), new Set([1]));
      const { records, calls } = parse(workshop.read('summary.json'));
      assert.equal(records, { read: 200, written: 200, failed: 0, filtered: 0, unfinished: 0 });
      assert.ok(calls.attempts < 200 + 32 + 10, `${calls.attempts} attempts`);
      assert.not(existsSync(join(workshop.folder, 'out.jsonl.errors.jsonl')));
    }),
  ),
);

Outage('that lasts too long ends the run, resumable and without a dead letter', () =>
  withAbsentServer((url) =>
    withWorkshop(async (workshop) => {
      const args = prepare(workshop, url, 200);
      const { code, stderr } = await workshop.run([...args, '--max-outage', '1s']);
      assert.is(code, 3);
      assert.match(stderr, /^llm-pipe: stopped: glm4-flash did not answer within --max-outage: /m);
      const { records } = parse(workshop.read('summary.json'));
      assert.is(records.read, 32);
      assert.is(records.unfinished, 32);
      assert.ok(existsSync(join(workshop.folder, 'out.jsonl.part')));
      assert.not(existsSync(join(workshop.folder, 'out.jsonl.errors.jsonl')));
    }),
  ),
);

Outage('ends at once when the run is told to end', () =>
  withAbsentServer((url) =>
    withWorkshop(async (workshop) => {
      const args = prepare(workshop, url, 200);
      const { child, closed, rest } = await startDown(workshop, args);
      child.kill('SIGTERM');
      await rest();
      assert.equal(await closed, [143, null]);
      assert.is(parse(workshop.read('summary.json')).records.unfinished, 32);
    }),
  ),
);

Outage('is not waited for where the user does not want that', () =>
  withUpstream([refusal(500)], ({ url, seen }) =>
    withWorkshop(async (workshop) => {
      const args = prepare(workshop, url, 40);
      workshop.file('models.yaml', `${modelsAt(baseOf(url))}router_settings: { num_retries: 0 }\n`);
      const { code } = await workshop.run([...args, '--max-outage', '0']);
      assert.is(code, 1);
      assert.is(seen.length, 40);
      assert.is(lines(workshop.read('out.jsonl.errors.jsonl')).length, 40);
    }),
  ),
);

Outage.run();
