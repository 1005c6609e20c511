import { setImmediate } from 'node:timers/promises';
import { batchOf, drive, stageOf } from './drive.ts';
let started = 0; let turn = 0; let done = false;
const written = Promise.withResolvers<boolean>();
(async () => { while (!done) { await setImmediate(); turn += 1; if (turn < 40) console.log('turn', turn, 'started', started); } })();
const d = drive({ stages: [stageOf(async (r) => { started += 1; await setImmediate(); return r; }, { maxConcurrent: 3 })], write() { console.log('write at', started, 'turn', turn); return written.promise; } });
d.feed.push(batchOf(1000));
for (let i = 0; i < 400; i++) await setImmediate();
console.log(started, turn); done = true; written.resolve(true); d.feed.end(); await d.done;
