import type { CompiledDialect } from '@app/contracts';

/**
 * Which request before the start makes the job, which the start then sets going: the first whose reply has a name of the
 * job in it that a later request sends back. Undefined where the start itself makes it.
 */
export function openingStep({ compiled, names }: CompiledDialect): number | undefined {
  const index = compiled.before.findIndex(({ capture }) =>
    capture.some(
      ([name, locator]) =>
        Object.hasOwn(names, name) &&
        locator.some(({ source }) => source.kind === 'header' || (source.kind === 'path' && source.root === 'body')),
    ),
  );
  return index < 0 ? undefined : index;
}
