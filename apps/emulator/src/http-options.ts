import type { HttpOptions } from '@app/platform';
import { namespaceUrl } from './namespaces/namespace-url.js';

/** The emulator's own HTTP manners: `/ns/{namespace}` may stand in front of any route. */
export const httpOptions: HttpOptions = { rewriteUrl: namespaceUrl };
