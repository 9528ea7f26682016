import { describe, expect, it } from 'vitest'
import { literalRun } from '../compare/literal-side.fixture.ts'
import type { LoadFigures } from '../report/figures/load-figures.ts'
import { firstClient, type Report } from '../report/model/report.ts'
import { costs, modes } from './literal-costs.fixture.ts'
import { costsOf, readCosts } from './measured-costs.ts'

const memory = { node: '24.0.0', sessions: 20_000, heapBytesPerSession: { memory: 280, cluster: 350 } }

/** A run of one mode with these figures. */
function reportOf(strategy: string, load: Partial<LoadFigures>): Report {
  const { report } = literalRun()
  const [jwt] = Object.values(report.modes)
  if (jwt === undefined) throw new Error('the literal run has no mode')
  const client = firstClient(jwt)
  const clients = { frozen: { ...client, load: { ...client.load, ...load } } }
  return { ...report, modes: { only: { ...jwt, strategy, clients } } }
}

describe('costs of a run', () => {
  const store = { commandsPerRequest: 1, bytesPerRequest: { sent: 100, received: 50 }, bytesPerSession: 412.3456 }

  it('are the figures of its report', () => {
    const report = reportOf('redis', { redisCpuMicrosPerRequest: 21, loadBalancerCpuMicrosPerRequest: 60, store })
    expect(costsOf(report, memory).modes['only']).toMatchObject({
      redisCpuMicros: 21,
      loadBalancerCpuMicros: 60,
      storeBytes: 150,
      storeBytesPerSession: 412.3,
      messagesPerWrite: null,
      heapBytesPerSession: null,
    })
  })

  it('charge no mode for what Redis does by itself', () => {
    const report = reportOf('jwt', { redisCpuMicrosPerRequest: 5, store: null })
    expect(costsOf(report, memory).modes['only']?.redisCpuMicros).toBeNull()
  })

  it.each([
    ['memory', 280],
    ['cluster-sync', 350],
    ['jwt', null],
  ])('know what %s holds in the heap', (strategy, bytes) => {
    expect(costsOf(reportOf(strategy, {}), memory).modes['only']?.heapBytesPerSession).toBe(bytes)
  })

  it('are read back as they were stored', () => {
    const found = costsOf(reportOf('redis', { store }), memory)
    expect(readCosts(JSON.stringify(found), 'costs.json')).toEqual(found)
  })
})

describe('a file of costs', () => {
  const withRedis = (changes: object) => ({ ...costs, modes: { redis: { ...modes.redis, ...changes } } })

  it.each([
    ['what is no JSON', '{', /costs\.json is no JSON/],
    ['what is none', '{}', /costs\.json: .*: write it again/],
    ['a cost below nothing', JSON.stringify(withRedis({ replicaCpuMicros: -3 })), /replicaCpuMicros/],
    ['a cost that is no number', JSON.stringify(withRedis({ bytesSent: '200' })), /bytesSent/],
    ['a lack of one', JSON.stringify(withRedis({ heapBytesPerSession: undefined })), /heapBytesPerSession/],
  ])('may not be %s', (_what, content, says) => expect(() => readCosts(content, 'costs.json')).toThrow(says))
})
