import { ApiHeader } from '@nestjs/swagger';

/** Documents the header of a route that starts jobs. */
export const InScenario = (): MethodDecorator =>
  ApiHeader({
    name: 'Longwatch-Scenario',
    required: false,
    description: 'The name of a scenario, or a whole one as JSON; by default the one whose `for` fits best',
    schema: { type: 'string' },
  });
