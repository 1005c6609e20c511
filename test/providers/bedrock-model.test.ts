import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isOfMaker, pathOf, readModelName, regionOf } from '../../lib/providers/bedrock-model.ts';
import { deployment } from '../support/calls.ts';

const BedrockModel = suite('bedrock-model');

const profile = 'arn:aws:bedrock:eu-west-1:1234:application-inference-profile/x1';

const names: readonly (readonly [name: string, id: string, region: string | undefined])[] = [
  ['amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0', undefined],
  ['us.amazon.nova-lite-v1:0', 'us.amazon.nova-lite-v1:0', undefined],
  ['converse/amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0', undefined],
  ['us-east-1/anthropic.claude-v2', 'anthropic.claude-v2', 'us-east-1'],
  ['converse/us-gov-west-1/anthropic.claude-v2', 'anthropic.claude-v2', 'us-gov-west-1'],
  [profile, profile, 'eu-west-1'],
  [`converse/${profile}`, profile, 'eu-west-1'],
  [`us-west-2/${profile}`, profile, 'us-west-2'],
];

for (const [name, id, region] of names) {
  BedrockModel(`reads the name ${name}`, () => {
    assert.equal(readModelName(name), { id, region });
  });
}

const target = (upstreamModel: string, options = {}) => deployment({ upstreamModel, options });

BedrockModel('takes the region of the options where the name has none', () => {
  const options = { aws_region_name: 'eu-central-1' };
  assert.is(regionOf(target('amazon.nova-lite-v1:0', options)), 'eu-central-1');
  assert.is(regionOf(target('us-east-1/amazon.nova-lite-v1:0', options)), 'us-east-1');
  assert.is(regionOf(target('amazon.nova-lite-v1:0')), undefined);
});

BedrockModel('encodes the id in the path, and takes the model_id of the options for it', () => {
  assert.is(pathOf(target('converse/a.b-v1:0')), '/model/a.b-v1%3A0');
  assert.is(
    pathOf(target('anthropic.claude-x', { model_id: profile })),
    '/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A1234%3Aapplication-inference-profile%2Fx1',
  );
});

BedrockModel('knows who made a model by its id', () => {
  assert.ok(isOfMaker('anthropic', target('us-east-1/eu.anthropic.claude-v2')));
  const arn = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2';
  assert.ok(isOfMaker('anthropic', target(arn)));
  assert.not.ok(isOfMaker('amazon', target('anthropic.claude-v2')));
});

BedrockModel.run();
