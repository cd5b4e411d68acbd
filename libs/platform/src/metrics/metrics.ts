import { Registry, collectDefaultMetrics } from 'prom-client';

/** The app's metrics; a class of our own so that it can be injected, and so that tests have one each. */
export class Metrics extends Registry {
  constructor() {
    super();
    collectDefaultMetrics({ register: this });
  }
}
