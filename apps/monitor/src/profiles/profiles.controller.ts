import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type ProfileDetails,
  type ProfilePage,
  type ProfileQuery,
  type ProfilesQuery,
  profileDetailsSchema,
  profileNameSchema,
  profilePageSchema,
  profileQuerySchema,
  profilesQuerySchema,
} from '@app/contracts';
import { writeText } from '@app/documents';
import { AcceptText, ApiProblems, TextBody } from '@app/platform';
import { ProfilesService } from './profiles.service.js';
import {
  YAML_TYPES,
  prefersYaml,
  toDetails,
  toDocument,
  toEntityTag,
  toExpectation,
  toPage,
  toProfileError,
} from './profiles.view.js';

const YAML = 'application/yaml';

const nameParameter = ApiParam({ name: 'name', type: 'string', example: 'plain-202' });
const entityTag = {
  ETag: { description: 'The version, in quotes', schema: { type: 'string', example: '"3"' } },
} as const;
const ifMatch = ApiHeader({
  name: 'If-Match',
  required: false,
  description: 'Only if this is the newest version: `"3"`, or `*` for any',
});

type Conditions = { 'if-match'?: string; 'if-none-match'?: string };

/** The profiles: which are there, what they say, and how they are changed while monitors run. */
@ApiTags('profiles')
@Controller('api/v1/profiles')
export class ProfilesController {
  constructor(private readonly profiles: ProfilesService) {}

  @Get()
  @ApiOperation({ summary: 'List profiles by name, a page at a time', description: 'Each in its newest version.' })
  @ApiResponse({ status: 200, description: 'A page', standardSchema: profilePageSchema })
  @ApiProblems('parameter-invalid')
  async listProfiles(@Query({ schema: profilesQuerySchema }) query: ProfilesQuery): Promise<ProfilePage> {
    const { limit, prefix, source, after } = query;
    const rows = await this.profiles.list({ namePrefix: prefix, source, afterName: after, limit: limit + 1 });
    return toPage(rows, limit);
  }

  @Get(':name')
  @ApiOperation({
    summary: 'Read a profile',
    description: 'As JSON with its versions, or with Accept: application/yaml the document alone as YAML.',
  })
  @nameParameter
  @ApiResponse({
    status: 200,
    description: 'The profile',
    headers: entityTag,
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/ProfileDetails' } },
      [YAML]: { schema: { $ref: '#/components/schemas/Profile' } },
    },
  })
  @ApiProblems('profile-unknown', 'parameter-invalid')
  async readProfile(
    @Param('name') name: string,
    @Query({ schema: profileQuerySchema }) { version }: ProfileQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileDetails | string> {
    const read = await this.profiles.read(name, version);
    void reply.headers({ etag: toEntityTag(read.row.version), vary: 'accept' });
    if (!prefersYaml(accept)) return toDetails(read);
    void reply.type(`${YAML}; charset=utf-8`);
    return writeText(read.row.document);
  }

  @Put(':name')
  @HttpCode(200)
  @AcceptText(...YAML_TYPES)
  @ApiOperation({
    summary: 'Put a profile: a new version of it',
    description:
      'The document may leave out its name, and may extend another profile: objects are merged, null takes a field away, ' +
      'lists and values replace. What it extends is put in now, so a later version of that changes nothing here. ' +
      'Monitors that run stay on their version. The same document again makes no new version.',
  })
  @nameParameter
  @ifMatch
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`*`: only if there is no such profile' })
  @ApiConsumes('application/json', YAML)
  @ApiBody({
    schema: { $ref: '#/components/schemas/Profile' },
    examples: {
      extended: { summary: 'Four lines', value: { extends: 'plain-202', title: 'Our reports', pace: { every: '5s' } } },
    },
  })
  @ApiResponse({
    status: 201,
    description: 'The first of its name',
    standardSchema: profileDetailsSchema,
    headers: entityTag,
  })
  @ApiResponse({
    status: 200,
    description: 'The newest version',
    standardSchema: profileDetailsSchema,
    headers: entityTag,
  })
  @ApiProblems(
    'body-malformed',
    'precondition-failed',
    'body-too-large',
    'content-type-unsupported',
    'body-invalid',
    'parameter-invalid',
  )
  async putProfile(
    @Param('name', { schema: profileNameSchema }) name: string,
    @Body() body: unknown,
    @Headers() conditions: Conditions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProfileDetails> {
    try {
      const document = body instanceof TextBody ? toDocument(body.text) : body;
      const { isNew, version } = await this.profiles.put(name, document, toExpectation(conditions));
      void reply.code(isNew ? 201 : 200).header('etag', toEntityTag(version));
      return toDetails(await this.profiles.read(name, version));
    } catch (error) {
      throw toProfileError(error);
    }
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete what was put under a name',
    description: 'What is shipped under that name is the newest again. Refused while live monitors run on what goes.',
  })
  @nameParameter
  @ifMatch
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ApiProblems('profile-unknown', 'profile-in-use', 'profile-shipped', 'precondition-failed')
  deleteProfile(@Param('name') name: string, @Headers() conditions: Conditions): Promise<void> {
    return this.profiles.delete(name, toExpectation(conditions));
  }
}
