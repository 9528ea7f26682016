import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Topology } from './stack.ts'
import { type TopologyContext, validateTopology } from './validate-topology.ts'

const folder = mkdtempSync(join(tmpdir(), 'plan-test-'))
const file = join(folder, 'program.ts')
writeFileSync(file, '')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sound: Topology = { replicas: 3, modes: ['memory', 'sticky'], virtualUsers: { count: 10, password: 'secret' } }
const surroundings: TopologyContext = {
  logs: join(folder, 'logs'),
  replicaProgram: file,
  nginx: { path: '/usr/sbin/nginx', version: '1.22.1' },
}
const plan =
  (topology: Partial<Topology>, others: Partial<TopologyContext> = {}) =>
  () =>
    validateTopology({ ...sound, ...topology }, { ...surroundings, ...others })

describe('plan', () => {
  it('says what the modes stand for', () => {
    expect(plan({})()).toMatchObject([
      { name: 'memory', strategy: 'memory', policy: 'round-robin' },
      { name: 'sticky', strategy: 'memory', policy: 'sticky-cookie' },
    ])
  })

  it.each([0, 65, -1, 2.5, Number.NaN])('refuses %d replicas', (replicas) => {
    expect(plan({ replicas })).toThrow(`replicas: expected 1 to 64, got ${replicas}`)
  })

  it.each([1, 64])('accepts %d replicas', (replicas) => {
    expect(plan({ replicas })).not.toThrow()
  })

  it('refuses an unknown mode and names those there are', () => {
    expect(plan({ modes: ['memory', 'magic'] })).toThrow('modes: unknown magic; there are basic, memory, sticky')
  })

  it('refuses no mode at all, and the same one twice', () => {
    expect(plan({ modes: [] })).toThrow('modes: expected at least one of basic')
    expect(plan({ modes: ['jwt', 'jwt'] })).toThrow('modes: one is named twice in jwt, jwt')
  })

  it('refuses virtual users that cannot log in', () => {
    expect(plan({ virtualUsers: { count: -1, password: '' } })).toThrow(
      'virtual users: expected a whole number, got -1; virtual users: the password is empty',
    )
  })

  it.each([0, 65_536, 80.5])('refuses port %d', (port) => {
    expect(plan({}, { port })).toThrow(`port: expected 1 to 65535, got ${port}`)
  })

  it('refuses a replica program that is not there', () => {
    expect(plan({}, { replicaProgram: '/nowhere/main.ts' })).toThrow('replica program: cannot read /nowhere/main.ts')
  })

  it('refuses a folder for logs that is a file', () => {
    expect(plan({}, { logs: file })).toThrow(`logs: cannot write into the folder ${file}`)
  })

  it('refuses a policy that nginx is too old for, and says which one it takes and what to do', () => {
    expect(plan({ modes: ['memory', 'memory-sticky-native'] })).toThrow(
      expect.objectContaining({
        code: 'ERR_BAD_TOPOLOGY',
        message:
          'mode memory-sticky-native: the policy sticky-native needs nginx 1.29.6 or later, and /usr/sbin/nginx is 1.22.1: ' +
          'name a newer one by LAB_NGINX=<path>, or choose another policy',
      }),
    )
    const nginx = { path: '/opt/nginx', version: '1.29.6' }
    expect(plan({ modes: ['memory-sticky-native'] }, { nginx })).not.toThrow()
  })

  it('names all problems at once', () => {
    expect(plan({ replicas: 0, modes: ['magic'] }, { port: 0 })).toThrow(/replicas: .*; modes: .*; port: /)
  })
})
