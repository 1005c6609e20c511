import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../lib/json.ts';
import { tellsError } from '../../lib/providers/error-in-answer.ts';

const Answer = suite('error in an answer');

const errors: JsonObject[] = [
  { error: { message: 'm' } },
  { error: 'm' },
  { error: ['m'] },
  { error: true, message: 'm' },
  { error: { code: 1 }, choices: [{}] },
  { type: 'error', message: 'm' },
  { object: 'error', message: 'm' },
  { base_resp: { status_code: 1000 }, choices: [{}] },
  { base_resp: { status_code: '1000' } },
  { error_code: 1, error_msg: 'm' },
  { Response: { Error: { Code: 'c' } } },
  { success: false },
  { code: 'InvalidParameter', message: 'm' },
  { code: 20012, message: 'm', data: null },
  { errors: [{ code: 'c', message: 'm' }] },
];

const answers: JsonObject[] = [
  {},
  { choices: [{}] },
  { error: null, choices: [{}] },
  { error: '', choices: [{}] },
  { error: {}, choices: [{}] },
  { error: false, choices: [{}] },
  { error: [], choices: [{}] },
  { type: 'message', content: [] },
  { base_resp: { status_code: 0, status_msg: 'success' }, choices: [{}] },
  { base_resp: { status_code: '0' }, choices: [{}] },
  { error_code: 0, choices: [{}] },
  { Response: { Choices: [{}] } },
  { Response: { Error: null } },
  { success: true, result: {} },
  { code: '', message: '', output: {} },
  { code: 'c', message: 'm', output: {} },
  { code: 200, message: 'm' },
  { code: '0', message: 'm' },
  { code: 'c', message: { role: 'assistant' } },
  { errors: [], data: [] },
  { errors: ['of one part'], data: [{}] },
];

Answer('is seen in every form', () => {
  for (const body of errors) assert.ok(tellsError(body), JSON.stringify(body));
});

Answer('is not seen in what is none', () => {
  for (const body of answers) assert.not(tellsError(body), JSON.stringify(body));
});

Answer.run();
