import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientsOf, expectOf, loadOf } from './scenario.ts'
import { builtInScenarios, loadScenario, type Override } from './scenario-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scenario-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function written(text: string): Promise<string> {
  const path = join(folder, 'own.yaml')
  await writeFile(path, text)
  return path
}

const option = (path: string, value: unknown): Override => ({ path: path.split('.'), value, source: `--${path}` })
const problem = (name: string, ...overrides: Override[]) =>
  loadScenario(name, overrides).then(
    () => '',
    (error: Error) => error.message,
  )

describe('the built-in scenarios', () => {
  it('are all sound', async () => {
    for (const name of await builtInScenarios()) expect((await loadScenario(name)).name).toBe(name)
  })
})

describe('loading a scenario', () => {
  it('applies the overrides of the command line to the file', async () => {
    const scenario = await loadScenario('session-mismatch', [option('topology.replicas', 5), option('load.users', 200)])
    expect(scenario.topology.replicas).toBe(5)
    expect(scenario.load.users).toBe(200)
  })

  it('needs no more than what is to be found out: the rest has defaults', async () => {
    const text =
      'name: own\nmodes: [memory]\nload: { users: 8, followUps: 5, durationSeconds: 1 }\nexpect: { session-mismatch: { is: predicted, atLeast: 30 } }\n'
    const scenario = await loadScenario(await written(text), [option('trials', 2)])
    expect(scenario).toMatchObject({
      topology: { replicas: 3 },
      clients: ['frozen'],
      workload: 'browse',
      trials: 2,
      seed: 1,
    })
    expect(scenario.load).toMatchObject({ users: 8, timeoutSeconds: 10 })
    expect(await problem(await written('name: own\nmodes: [memory]\nload: 5\n'))).toMatch(
      /own.yaml:3: load must be object/,
    )
  })

  it('gives each mode its own load, and never more connections than half the users', async () => {
    const scenario = await loadScenario('session-mismatch', [option('load.users', 10)])
    expect(loadOf(scenario, 'memory')).toMatchObject({ users: 10, connections: 5 })
    expect(loadOf(scenario, 'basic').users).toBe(6)
    expect(clientsOf(scenario, 'memory')).toEqual(['frozen', 'browser'])
    expect(clientsOf(scenario, 'basic')).toEqual(['frozen'])
  })

  it('overrides the expectations of all modes with those of one mode, check by check', async () => {
    const scenario = await loadScenario('cart-race')
    expect(expectOf(scenario, 'sticky')['lost-update']?.is).toBe('none')
    expect(expectOf(scenario, 'redis')['lost-update']?.is).toBe('some')
    expect(expectOf(scenario, 'redis')['unavailable']).toEqual(expectOf(scenario, 'sticky')['unavailable'])
  })

  it.each([
    ['replicas 0', option('topology.replicas', 0), /^--topology.replicas: topology.replicas must be >= 1, but is 0$/],
    ['replicas 65', option('topology.replicas', 65), /must be <= 64, but is 65/],
    ['replicas three', option('topology.replicas', 'three'), /must be integer, but is "three"/],
    ['no users', option('load.users', 0), /load.users must be >= 2/],
    ['an unknown key', option('load.speed', 3), /unknown key speed/],
    ['no processor at all', option('topology.cpuPerReplica', 0), /cpuPerReplica must be >= 0.05, but is 0/],
    [
      'an unknown mode',
      option('modes', ['memory', 'telepathy']),
      /^--modes: unknown mode telepathy: choose of basic, memory/,
    ],
    ['no mode', option('modes', []), /modes must not have fewer than 1/],
    ['a mode twice', option('modes', ['memory', 'memory']), /modes must not have duplicate/],
    ['an unknown client', option('clients', ['curl']), /clients.0 .*frozen, browser/],
    ['an unknown workload', option('workload', 'dig'), /workload .*browse/],
    [
      'an unknown expectation',
      option('expect.lost-update', { is: 'many', atLeast: 1 }),
      /expect.lost-update.is .*predicted, none, some/,
    ],
    [
      'an unknown check of one mode',
      option('perMode.basic.expect', { bliss: { is: 'none', atLeast: 1 } }),
      /^--perMode.basic.expect: unknown key bliss$/,
    ],
    ['an unknown check', option('expect.bliss', { is: 'none', atLeast: 1 }), /^--expect.bliss: unknown key bliss$/],
    ['an unknown key of one mode', option('perMode.basic.load.speed', 3), /unknown key speed/],
    ['an unknown mode of its own', option('perMode.telepathy', {}), /^--perMode.telepathy: unknown mode telepathy/],
    ['an unknown fault', option('timeline', [{ at: 1, fault: 'flood' }]), /timeline.0.fault .*\(kill-replica, /],
    [
      'an unknown parameter of a fault',
      option('timeline', [{ at: 1, fault: 'kill-replica', force: 9 }]),
      /^--timeline: unknown key force$/,
    ],
    [
      'a parameter of a fault that is wrong',
      option('timeline', [{ at: 1, fault: 'rolling-deploy', pauseSeconds: -1 }]),
      /^--timeline: timeline.0.pauseSeconds must be >= 0, but is -1$/,
    ],
    [
      'a fault of a replica that is not there',
      option('timeline', [{ at: 1, fault: 'kill-replica', replica: 'replica-4' }]),
      /^--timeline: there is no replica-4 among 3 replicas$/,
    ],
    ['unknown addresses', option('load.addresses', 'mars'), /load.addresses .*spread, nat/],
    [
      'a token without a life',
      option('topology.tokenTtlSeconds', 0),
      /topology.tokenTtlSeconds must be >= 1, but is 0/,
    ],
    ['half a second of it', option('topology.accessTtlSeconds', 1.5), /accessTtlSeconds must be integer, but is 1.5/],
    ['a negative tolerance', option('topology.clockToleranceSeconds', -1), /must be >= 0, but is -1/],
    ['an unknown algorithm', option('topology.tokenAlgorithm', 'none'), /tokenAlgorithm .*HS256, EdDSA/],
    ['a negative time of probing', option('load.probeMs', -1), /load.probeMs must be >= 0/],
    ['an end at once', option('load.endsWithinMs', 0), /load.endsWithinMs must be >= 1/],
    ['no concurrency', option('load.concurrency', 0), /load.concurrency must be >= 1/],
    ['a rate of nothing', option('load.ratePerSecond', 0), /load.ratePerSecond must be > 0, but is 0/],
    ['a rate in words', option('load.ratePerSecond', 'fast'), /load.ratePerSecond must be number, but is "fast"/],
    ['no trials', option('trials', 0), /trials must be >= 1/],
  ])('refuses %s in one line that says where and what', async (_what, override, expected) => {
    const message = await problem('session-mismatch', override)
    expect(message).toMatch(expected)
    expect(message.split('\n')).toHaveLength(1)
  })

  it('changes one mode alone where a file says the same of several by an alias', async () => {
    const scenario = await loadScenario('kill-a-replica', [option('perMode.redis.workload', 'posts')])
    expect(scenario.perMode?.['redis']?.workload).toBe('posts')
    expect(scenario.perMode?.['jwt']?.workload).toBe('cart')
    expect(scenario.perMode?.['cluster-sync']?.workload).toBe('cart')
  })

  it('refuses a fault of Redis where no mode uses one', async () => {
    const outage = { path: ['timeline'], value: [{ at: 1, fault: 'kill-redis' }], source: '--timeline' }
    const modes = { path: ['modes'], value: ['memory', 'jwt'], source: '--modes' }
    await expect(loadScenario('session-mismatch', [outage, modes])).rejects.toThrow(
      /^--timeline: kill-redis needs a Redis: no mode of this scenario uses one$/,
    )
    await expect(loadScenario('session-mismatch', [outage])).resolves.toMatchObject({ timeline: [{ at: 1 }] })
  })

  it('refuses TLS with forged cookies, because cookies have other names there', async () => {
    const message = await problem('forgery', option('topology.tls', true))
    expect(message).toBe('--topology.tls: the workload forgery is for plain HTTP: leave topology.tls out')
  })

  it('refuses a failover of a single Redis, and faults of a single Redis if there are two', async () => {
    const timeline = (fault: string) => option('timeline', [{ at: 1, fault }])
    const pair = option('topology.redisFailover', true)
    expect(await problem('session-mismatch', timeline('failover-redis'))).toBe(
      '--timeline: failover-redis needs topology.redisFailover: true',
    )
    expect(await problem('session-mismatch', timeline('kill-redis'), pair)).toBe(
      '--timeline: kill-redis needs a single Redis: with topology.redisFailover use failover-redis',
    )
    expect(await problem('session-mismatch', timeline('failover-redis'), pair)).toBe('')
  })

  it('takes a rate, for all modes or for one, and then leaves the connections as they are', async () => {
    const rate = [option('load.ratePerSecond', 200), option('load.rampToPerSecond', 400), option('load.thinkMs', 5)]
    const scenario = await loadScenario('session-mismatch', [...rate, option('load.users', 10)])
    expect(loadOf(scenario, 'memory')).toMatchObject({ users: 10, connections: 16, ratePerSecond: 200, thinkMs: 5 })
    const own = { ratePerSecond: 9, thinkMs: 50 }
    const ofOne = await loadScenario('session-mismatch', [option('perMode.basic.load', own)])
    expect(loadOf(ofOne, 'basic')).toMatchObject(own)
    expect(loadOf(ofOne, 'memory').ratePerSecond).toBeUndefined()
  })

  it.each([
    ['load.thinkMs', /^--load.thinkMs: load.thinkMs changes nothing without load.ratePerSecond: set that too$/],
    [
      'load.rampToPerSecond',
      /^--load.rampToPerSecond: load.rampToPerSecond changes nothing without load.ratePerSecond/,
    ],
    ['perMode.basic.load.thinkMs', /changes nothing without perMode.basic.load.ratePerSecond: set that too$/],
  ])('refuses %s where there is no rate', async (path, expected) => {
    const message = await problem('session-mismatch', option(path, 100))
    expect(message).toMatch(expected)
    expect(message.split('\n')).toHaveLength(1)
  })

  it('names the line of the file', async () => {
    const path = await written('name: own\nsummary: mine\nmodes: [memory]\ntopology:\n  replicas: many\n')
    const message = await problem(path)
    expect(message).toContain(`${path}:5: topology.replicas must be integer, but is "many"`)
    expect(message).toMatch(/the scenario must have required properties/)
  })

  it.each([
    ['what is no YAML', 'name: [', /own.yaml:1: /],
    ['an empty file', '', /the scenario must be object/],
    ['a list', '- a', /the scenario must be object/],
  ])('refuses %s', async (_what, text, expected) => expect(await problem(await written(text))).toMatch(expected))

  it('lists the scenarios if the name is unknown, and explains why a file cannot be read', async () => {
    expect(await problem('nonsense')).toMatch(/^unknown scenario nonsense: choose one of .*session-mismatch/)
    expect(await problem('./nowhere.yaml')).toBe('cannot read scenario ./nowhere.yaml: ENOENT')
  })
})

describe('a sweep', () => {
  it('does not go with an arrival rate: only a saturating load shows the maximum throughput', async () => {
    expect(await problem('scaling', option('load.ratePerSecond', 100))).toBe(
      '--load.ratePerSecond: load.ratePerSecond does not go with sweep: leave one of them out',
    )
    expect(await problem('scaling', option('perMode.memory.load.ratePerSecond', 100))).toMatch(
      /perMode.memory.load.ratePerSecond does not go with sweep/,
    )
  })

  it('has no faults', async () => {
    expect(await problem('kill-a-replica', option('sweep', 'replicas'))).toMatch(/a sweep has no faults/)
  })
})
