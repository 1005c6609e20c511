import { call } from './call.ts';
import { filter } from './filter.ts';
import { render } from './render.ts';
import { set } from './set.ts';

/** Every kind of stage; a new one is added here. */
export const stageKinds = [render, call, filter, set] as const;
