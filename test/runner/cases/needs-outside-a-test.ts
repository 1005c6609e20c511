import { suite } from 'uvu';
import { needs } from '../../support/needs.ts';

const programs = suite('programs');
if (needs('a program that is absent', false)) programs('is never reached', () => {});
programs('needs nothing', () => {});
programs.run();
