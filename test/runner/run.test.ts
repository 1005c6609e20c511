import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const runner = suite('test runner');

const droppedTests = 'a hook threw, or a test threw what is not an Error';
const endedEarly = 'the process ended too early';

/** Each file of cases/ on which the runner must fail, and why. */
const failing: Record<string, string> = {
  'after-each-throws': `2 of 2 ${droppedTests}`,
  'after-throws': 'it threw outside its tests',
  'before-each-throws': '1 of 1 failed',
  'before-throws': `1 of 1 ${droppedTests}`,
  exits: endedEarly,
  'exits-later': endedEarly,
  'exits-on-import': endedEarly,
  fails: '1 of 2 failed',
  hangs: 'still running after 0.5 s',
  'hangs-busy': 'still running after 0.5 s',
  'hangs-on-import': 'still running after 0.5 s',
  'import-throws': 'it threw outside its tests',
  'late-run': 'it has no suite',
  'late-second-run': endedEarly,
  'leaves-a-server': 'left open: .*TCPServerWrap',
  'leaves-a-timer': 'left open: .*Timeout',
  'needs-outside-a-test': 'needs\\(\\) was called outside a test',
  'never-settles': endedEarly,
  'no-run': 'it has no suite',
  'no-tests': 'a suite has no tests',
  only: '1 left out by .skip or .only',
  'rejects-afloat': endedEarly,
  'rejects-plain-object': `2 of 2 ${droppedTests}`,
  'sets-exit-code': '1 of 1 failed',
  skip: '1 left out by .skip or .only',
  'throws-later': endedEarly,
  'throws-null': `2 of 2 ${droppedTests}`,
  'throws-plain-object': `2 of 2 ${droppedTests}`,
  'throws-text': `2 of 2 ${droppedTests}`,
  'throws-undefined': `2 of 2 ${droppedTests}`,
};

for (const [name, reason] of Object.entries(failing)) {
  runner(`fails on ${name}`, () => {
    const { status, stdout, summary } = runTests(fileOf(name), ...limitOf(name));
    assert.is.not(status, 0);
    assert.match(stdout, new RegExp(`^FAILED ${fileOf(name)}: ${reason}`, 'm'));
    assert.match(summary, /^\d+ passed, [1-9]\d* failed, 0 skipped$/);
  });
}

runner('fails where no test file matches the pattern', () => {
  const { status, stdout, summary } = runTests('no-such-test');
  assert.is(status, 1);
  assert.match(stdout, 'FAILED no-such-test: there is no such test file');
  assert.is(summary, '0 passed, 1 failed, 0 skipped');
});

runner('passes a file whose tests pass', () => {
  const { status, summary } = runTests(fileOf('passes'));
  assert.is(status, 0);
  assert.is(summary, '1 passed, 0 failed, 0 skipped');
});

runner('counts a test that lacks something as skipped, not as passed', () => {
  const { status, stdout, summary } = runTests(fileOf('lacks-a-program'));
  assert.is(status, 0);
  assert.match(stdout, 'skipped: needs a program that is absent');
  assert.is(summary, '1 passed, 0 failed, 1 skipped');
});

runner('shows what an assertion expected and what it got', () => {
  const { stdout } = runTests(fileOf('fails'));
  assert.match(stdout, /"adds wrongly"[\s\S]*\+\+3 +\(Expected\)[\s\S]*--2 +\(Actual\)/);
});

runner('is tried with every file in cases/', () => {
  const names = readdirSync('test/runner/cases').map((file) => file.replace('.ts', ''));
  assert.equal(names.sort(), [...Object.keys(failing), 'lacks-a-program', 'passes'].sort());
});

const limitOf = (name: string): string[] => (name.startsWith('hangs') ? ['--limit=0.5'] : []);

const fileOf = (name: string): string => `test/runner/cases/${name}.ts`;

function runTests(...args: string[]): { status: number | null; stdout: string; summary: string } {
  const { status, stdout } = spawnSync(process.execPath, ['test/run.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, summary: stdout.trimEnd().split('\n').at(-1) ?? '' };
}

runner.run();
