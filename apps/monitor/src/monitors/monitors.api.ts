import { ApiParam } from '@nestjs/swagger';

/* Words of the native API's documentation that several routes share. */

export const idParameter = ApiParam({
  name: 'id',
  description: 'As the start answered it',
  type: 'string',
  format: 'uuid',
});

export const etag = {
  ETag: { description: 'The version, in quotes', schema: { type: 'string', example: '"4"' } },
} as const;

export const acceptedHeaders = {
  ...etag,
  Location: { description: 'Where to read it', schema: { type: 'string', format: 'uri' } },
} as const;

export const startExamples = {
  start: {
    summary: 'Start a job',
    value: {
      profile: 'plain-202',
      input: { url: 'https://api.example.com/reports', body: { year: 2026 } },
      name: 'report-2026',
      deadline: '2h',
      pace: { every: '10s' },
      labels: { team: 'books' },
    },
  },
  attach: {
    summary: 'Watch a job that runs already',
    value: { profile: 'plain-202', attach: { statusUrl: 'https://api.example.com/reports/4711/status' } },
  },
};
