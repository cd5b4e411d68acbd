import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Histogram } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';

/** How long requests take, by route pattern: raw paths would make a time series for every job. */
@Injectable()
export class RequestDurations {
  private readonly durations: Histogram<'method' | 'route' | 'code'>;

  constructor(metrics: Metrics) {
    this.durations = new Histogram({
      name: 'longwatch_http_request_duration_seconds',
      help: 'How long requests took, from the head of the request to the end of the answer',
      labelNames: ['method', 'route', 'code'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
      registers: [metrics],
    });
  }

  observe(instance: FastifyInstance): void {
    instance.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'unknown';
      this.durations.observe({ method: request.method, route, code: reply.statusCode }, reply.elapsedTime / 1000);
    });
  }
}
