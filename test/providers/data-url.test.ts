import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDataUrl } from '../../lib/providers/data-url.ts';

const DataUrl = suite('data url');

DataUrl('takes a data URL apart, and no other', () => {
  assert.equal(readDataUrl('data:image/png;base64,AA=='), { mediaType: 'image/png', data: 'AA==' });
  assert.equal(readDataUrl('data:image/png;charset=x;base64,AA'), {
    mediaType: 'image/png',
    data: 'AA',
  });
  assert.equal(readDataUrl('data:;base64,A\nB'), { mediaType: '', data: 'A\nB' });
  for (const url of [
    'data:text/plain,a',
    'https://host/a;base64,b',
    'xdata:a;base64,b',
    'base64,',
  ]) {
    assert.is(readDataUrl(url), undefined);
  }
});

DataUrl.run();
