import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Topology } from './stack.ts'
import { type TopologyContext, validateTopology } from './validate-topology.ts'

const folder = mkdtempSync(join(tmpdir(), 'validate-topology-test-'))
const file = join(folder, 'program.ts')
writeFileSync(file, '')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sound: Topology = { replicas: 3, modes: ['memory', 'sticky'], virtualUsers: { count: 10, password: 'secret' } }
const surroundings: TopologyContext = {
  logs: join(folder, 'logs'),
  replicaProgram: file,
  nginx: { path: '/usr/sbin/nginx', version: '1.22.1' },
}
const validate =
  (topology: Partial<Topology>, others: Partial<TopologyContext> = {}) =>
  () =>
    validateTopology({ ...sound, ...topology }, { ...surroundings, ...others })

describe('validating a topology', () => {
  it('returns the modes with their strategies and policies', () => {
    expect(validate({})()).toMatchObject([
      { name: 'memory', strategy: 'memory', policy: 'round-robin' },
      { name: 'sticky', strategy: 'memory', policy: 'sticky-cookie' },
    ])
  })

  it.each([0, 65, -1, 2.5, Number.NaN])('refuses %d replicas', (replicas) => {
    expect(validate({ replicas })).toThrow(`replicas: expected 1 to 64, got ${replicas}`)
  })

  it.each([1, 64])('accepts %d replicas', (replicas) => {
    expect(validate({ replicas })).not.toThrow()
  })

  it('refuses an unknown mode and names the known ones', () => {
    expect(validate({ modes: ['memory', 'magic'] })).toThrow(
      'modes: unknown mode magic: choose from basic, memory, sticky',
    )
  })

  it('refuses an empty list of modes, and a mode named twice', () => {
    expect(validate({ modes: [] })).toThrow('modes: expected at least one of basic')
    expect(validate({ modes: ['jwt', 'jwt'] })).toThrow('modes: jwt, jwt names a mode twice')
  })

  it('refuses virtual users that cannot log in', () => {
    expect(validate({ virtualUsers: { count: -1, password: '' } })).toThrow(
      'virtual users: expected a whole number, got -1; virtual users: the password is empty',
    )
  })

  it.each([0, 65_536, 80.5])('refuses port %d', (port) => {
    expect(validate({}, { port })).toThrow(`port: expected 1 to 65535, got ${port}`)
  })

  it('refuses a replica program that does not exist', () => {
    expect(validate({}, { replicaProgram: '/nowhere/main.ts' })).toThrow(
      'replica program: cannot read /nowhere/main.ts',
    )
  })

  it('refuses a logs folder that is a file', () => {
    expect(validate({}, { logs: file })).toThrow(`logs: cannot write into the folder ${file}`)
  })

  it('refuses a policy that needs a newer nginx, and says which one and what to do', () => {
    expect(validate({ modes: ['memory', 'memory-sticky-native'] })).toThrow(
      expect.objectContaining({
        code: 'ERR_BAD_TOPOLOGY',
        message:
          'mode memory-sticky-native: the policy sticky-native needs nginx 1.29.6 or later, but /usr/sbin/nginx is 1.22.1: ' +
          'set LAB_NGINX=<path> to a newer nginx, or choose another policy',
      }),
    )
    const nginx = { path: '/opt/nginx', version: '1.29.6' }
    expect(validate({ modes: ['memory-sticky-native'] }, { nginx })).not.toThrow()
  })

  it('names all problems at once', () => {
    expect(validate({ replicas: 0, modes: ['magic'] }, { port: 0 })).toThrow(/replicas: .*; modes: .*; port: /)
  })
})
