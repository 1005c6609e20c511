import { z } from 'zod';

/** The name of a member that a stage sets. */
export const memberName = () =>
  z
    .string()
    .min(1)
    .refine((name) => name !== '__proto__', { error: 'this name has a meaning in JavaScript' });
