import { applyDecorators } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiResponse, DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { type ProblemCode, problemSchema } from '@app/contracts';
import { problem, problemCatalogue } from '../errors/problem-catalogue.js';

const EXAMPLE_REQUEST_ID = '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11';

/** Documents the problems that an endpoint can answer; those of one status share a response. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const statuses = [...new Set(codes.map((code) => problemCatalogue[code].status))];
  const ofStatus = (status: number): ProblemCode[] => codes.filter((code) => problemCatalogue[code].status === status);
  return applyDecorators(...statuses.map((status) => ApiResponse({ status, ...problemResponse(ofStatus(status)) })));
}

function problemResponse(codes: ProblemCode[]) {
  return {
    description: codes.map((code) => problemCatalogue[code].title).join('; '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: code, value: problem(code, EXAMPLE_REQUEST_ID) }]),
        ),
      },
    },
  };
}

/** A zod schema as an OpenAPI 3.1 schema; schemas with an id become components. */
function toOpenApi(schema: unknown, io: 'input' | 'output'): { schema: object; components: Record<string, object> } {
  const jsonSchema = z.toJSONSchema(schema as z.ZodType, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  const { $defs = {}, $schema: _, ...root } = withComponentReferences(jsonSchema);
  const id = typeof root.id === 'string' ? root.id : undefined;
  const components = Object.fromEntries(
    Object.entries($defs).map(([name, definition]) => [name, withoutId(definition as object)]),
  );
  if (id === undefined) return { schema: root, components };
  return { schema: { $ref: `#/components/schemas/${id}` }, components: { ...components, [id]: withoutId(root) } };
}

function withComponentReferences<Schema>(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Schema;
}

/** `id` is JSON Schema draft 4's word; in OpenAPI 3.1 the component's key says it. */
function withoutId(schema: object): object {
  const { id: _, ...rest } = schema as { id?: string };
  return rest;
}

/** Problems that any route can answer. */
const everywhere: ProblemCode[] = ['url-malformed', 'database-unavailable', 'internal'];

export interface ApiDescription {
  title: string;
  description: string;
  version: string;
  serverUrl: string;
}

/** Builds the OpenAPI 3.1 document of the app. */
export function buildOpenApi(app: NestFastifyApplication, about: ApiDescription): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(about.title)
    .setDescription(about.description)
    .setVersion(about.version)
    .addServer(about.serverUrl)
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) => toOpenApi(schema, schemaType),
    operationIdFactory: (_controller, method) => method,
  });
  const known = toOpenApi(problemSchema, 'output').components;
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...known } };
  addProblemsEverywhere(document);
  document.info.license = { name: 'MIT', identifier: 'MIT' } as OpenAPIObject['info']['license'];
  return document;
}

function addProblemsEverywhere(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item) as { responses?: Record<string, object> }[]) {
      if (operation.responses === undefined) continue;
      for (const code of everywhere) operation.responses[problemCatalogue[code].status] ??= problemResponse([code]);
    }
  }
}

/** Serves Swagger UI at `/docs` and the document at `/docs-json`. */
export function serveOpenApi(app: NestFastifyApplication, about: ApiDescription): void {
  SwaggerModule.setup('docs', app, () => buildOpenApi(app, about), {
    jsonDocumentUrl: 'docs-json',
    customSiteTitle: about.title,
    swaggerOptions: { displayRequestDuration: true, tryItOutEnabled: true },
  });
}
