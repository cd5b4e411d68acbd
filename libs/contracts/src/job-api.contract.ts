import { z } from 'zod';
import { profileNameSchema } from './profile/vocabulary.contract.js';

export const namespaceSchema = profileNameSchema
  .max(64, 'must not be longer than 64 characters')
  .meta({ id: 'Namespace', examples: ['default'] });
