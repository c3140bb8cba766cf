import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commandKinds } from '../../../src/injectors/command/kinds.ts';
import { command } from '../../../src/injectors/command/program/kind.ts';
import { request } from '../../../src/injectors/command/request/kind.ts';
import { ports } from '../programs.ts';

function problems(schema: z.ZodType, written: object): string[] {
  const result = schema.safeParse(written);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('command', () => {
  const least = { inject: ['flag', 'on'], restore: ['flag', 'off'] };

  test('gives every step a timeout', () => {
    expect(command.schema.parse({ ...least, observe: { run: ['flag'], timeout: '2s' } })).toEqual({
      inject: { run: ['flag', 'on'], timeout: 10_000 },
      restore: { run: ['flag', 'off'], timeout: 30_000 },
      observe: { run: ['flag'], timeout: 2000 },
      needsEnv: [],
      hosts: ['localhost'],
    });
  });

  test('takes no shell line, and no key it does not know', () => {
    const message = 'expected a command as a list: [program, argument, …], or { run: [program, …], timeout: 10s }';
    expect(problems(command.schema, { ...least, inject: 'flag on' })).toEqual([`inject: ${message}`]);
    expect(problems(command.schema, { ...least, shell: true })).toHaveLength(1);
    expect(problems(command.schema, { ...least, 'needs-env': ['A B'] })).toEqual(['needs-env.0: expected the name of an environment variable']);
  });

  test('says that nothing proves its effect where nothing observes it', () => {
    expect(command.plan(command.schema.parse({ ...least, 'needs-env': ['TOKEN'], hosts: ['flags.internal'] }), ports)).toMatchObject({
      effect: 'unprovable',
      hosts: ['flags.internal'],
      needs: { env: ['TOKEN'] },
    });
    expect(command.plan(command.schema.parse({ ...least, observe: ['flag'] }), ports).effect).toBe('observed');
  });
});

describe('request', () => {
  const least = { inject: { post: 'http://flags.internal/slow' }, restore: { delete: 'http://127.0.0.1:8080/slow' } };

  test('says which hosts it talks to, and which variables restore needs', () => {
    const spec = request.schema.parse({
      ...least,
      restore: { ...least.restore, 'headers-from-env': { Authorization: 'Bearer TOKEN' } },
      observe: { get: 'http://127.0.0.1:8080/slow', 'headers-from-env': { 'x-key': 'KEY' } },
    });
    expect(request.plan(spec, ports)).toMatchObject({ hosts: ['flags.internal', '127.0.0.1'], needs: { env: ['TOKEN', 'KEY'] }, effect: 'observed' });
  });

  test('takes one method with a plain address', () => {
    expect(problems(request.schema, { ...least, inject: {} })).toEqual(['inject: expected exactly one of get, post, put, patch, delete, with an address']);
    expect(problems(request.schema, { ...least, inject: { put: 'ftp://x' } })[0]).toMatch('expected an address such as');
    expect(problems(request.schema, { ...least, inject: { put: 'http://me:hush@x' } })[0]).toMatch('without user and password');
  });

  test('keeps secrets out of plain headers', () => {
    const inject = { ...least.inject, headers: { authorization: 'Bearer hush' } };
    expect(problems(request.schema, { ...least, inject }).join()).toContain('expected it under headers-from-env: the record must hold no secret');
  });
});

test('can be shown to an editor', () => {
  for (const { schema } of commandKinds) expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false });
});
