import { Controller, Get, Param, Redirect } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { problemCodeSchema } from '@app/contracts';
import { AppError } from '../errors/app-error.js';
import { problemCatalogue } from '../errors/problem-catalogue.js';

/** Leads people who come to the bare address, or who follow a problem's `type`. */
@ApiExcludeController()
@Controller()
export class RootController {
  @Get()
  @Redirect('/docs', 302)
  leadToDocs(): void {
    // The decorator says it all.
  }

  @Get('problems/:code')
  describeProblem(@Param('code') code: string): { type: string; status: number; title: string } {
    const known = problemCodeSchema.safeParse(code);
    if (!known.success) throw new AppError('route-unknown', 'There is no such kind of problem');
    return { type: `/problems/${known.data}`, ...problemCatalogue[known.data] };
  }
}
