import { suite } from 'uvu';
import { needs } from '../../support/needs.ts';

const programs = suite('programs');
programs('needs nothing', () => {});
programs('needs a program that is absent', () => {
  if (!needs('a program that is absent', false)) return;
  throw new Error('not reached');
});
programs.run();
