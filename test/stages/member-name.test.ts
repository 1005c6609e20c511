import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memberName } from '../../lib/stages/member-name.ts';

const MemberName = suite('member name');

MemberName('may be any text', () => {
  for (const name of ['answer', 'two words', '名', 'constructor', '_error']) {
    assert.is(memberName().parse(name), name);
  }
});

MemberName('is neither empty nor __proto__, which could not be set', () => {
  for (const name of ['', '__proto__']) assert.not(memberName().safeParse(name).success);
});

MemberName.run();
