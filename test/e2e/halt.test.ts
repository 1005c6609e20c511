import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Answer, hang, refusal, withUpstream } from '../support/upstream.ts';
import { lines, modelsAt, parse, withWorkshop } from './program.ts';

const Halt = suite('halt');

const pipeline = `stages:
  - render: { user: "{{ text }}" }
  - call: { model: glm4-flash }
`;

const texts = Array.from({ length: 100 }, (_, n) => `{"text":"text ${n};"}\n`).join('');

/** Never answers the first record, and refuses all others. */
const answer: Answer = (response, seen) =>
  (JSON.stringify(seen.body).includes('text 0;') ? hang : refusal(400))(response, seen);

interface Ended {
  stderr: string;
  records: Record<string, number>;
  deadLetters: number;
}

const runWith = (options: readonly string[], use: (ended: Ended) => void): Promise<void> =>
  withUpstream([answer], ({ url }) =>
    withWorkshop(async ({ run, file, read }) => {
      file('models.yaml', modelsAt(url.replace(/\/v1$/, '')));
      const files = ['-p', file('p.yaml', pipeline), '--models', 'models.yaml', '-o', 'out.jsonl'];
      const { code, stderr } = await run(
        [...files, '--summary-json', 'summary.json', ...options],
        texts,
      );
      assert.is(code, 3, stderr);
      const deadLetters = lines(read('out.jsonl.errors.jsonl')).length;
      use({ stderr, deadLetters, records: parse(read('summary.json')).records });
    }),
  );

Halt('ends the run soon after as many failures as the user allows, and says so', () =>
  runWith(
    ['--sync', '--skip', '1', '--halt', 'soon,fail=4'],
    ({ stderr, records, deadLetters }) => {
      assert.match(stderr, 'llm-pipe: stopped: 4 of 4 records failed (--halt soon,fail=4)\n');
      assert.equal([records['read'], records['failed'], deadLetters], [4, 4, 4]);
    },
  ),
);

Halt('gives up the calls under way where it is to end the run now', () =>
  runWith(['--max-concurrent', '2', '--halt', 'now,fail=50%'], ({ stderr, records }) => {
    assert.match(stderr, 'llm-pipe: stopped: 3 of 3 records failed (--halt now,fail=50%)\n');
    assert.equal([records['read'], records['failed'], records['unfinished']], [4, 3, 1]);
  }),
);

Halt.run();
