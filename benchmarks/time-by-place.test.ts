import { describe, expect, it } from 'vitest'
import { placeTable, type TimedProfile, timeByPlace } from './time-by-place.ts'

/** Functions by id: name, url, and those they call. */
const functions: Readonly<Record<number, readonly [name: string, url: string, ...calls: number[]]>> = {
  1: ['(root)', '', 2, 3, 4, 5],
  2: ['(idle)', ''],
  3: ['(program)', ''],
  4: ['(garbage collector)', ''],
  5: ['parserOnIncoming', 'node:_http_server', 6, 11],
  6: ['routeHandler', 'file:///lab/node_modules/fastify/lib/route.js', 7, 10],
  7: ['handleSession', 'file:///lab/node_modules/@fastify/session/index.js', 8, 12, 13],
  8: ['stringify', 'file:///lab/node_modules/safe-stable-stringify/index.js', 9],
  9: ['slice', ''],
  10: ['anonymous0', ''],
  11: ['writeUtf8String', ''],
  12: ['createHash', 'node:internal/crypto/hash'],
  13: ['read', 'file:///lab/services/strategies/memory-store.ts'],
}

/** Each function was seen for so long, in this order. */
function profileOf(seen: readonly (readonly [id: number, micros: number])[], cpuMicros: number): TimedProfile {
  const nodes = Object.entries(functions).map(([id, [functionName, url, ...children]]) => ({
    id: Number(id),
    callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
    children,
  }))
  const samples = [...seen.map(([id]) => id), 2]
  return { nodes, samples, timeDeltas: [0, ...seen.map(([, micros]) => micros)], startTime: 0, endTime: 0, cpuMicros }
}

describe('the time of a profiled process', () => {
  it("is counted where it was spent; built-ins, generated functions and others' packages with their callers", () => {
    const seen = [5, 6, 7, 8, 9, 10, 11, 12, 13, 4].map((id) => [id, id] as const)
    expect(Object.fromEntries(timeByPlace(profileOf(seen, 100)))).toEqual({
      'Node: HTTP, streams, timers': 5,
      Fastify: 6 + 10,
      '@fastify/session, @fastify/cookie': 7 + 8 + 9,
      'socket writes': 11,
      'crypto (node:crypto)': 12,
      'our strategies': 13,
      'garbage collection': 4,
      'native: event loop, reads, HTTP parser': 100 - 85,
    })
  })

  it('is native where no function was running, as far as the processor was in use', () => {
    const idle = [2, 3].map((id) => [id, 1_000] as const)
    expect(Object.fromEntries(timeByPlace(profileOf([...idle, [6, 10]], 25)))).toEqual({
      Fastify: 10,
      'native: event loop, reads, HTTP parser': 15,
    })
  })

  it('adds up in the table, as it is shown', () => {
    const profile = profileOf(
      [
        [6, 44],
        [7, 44],
        [12, 44],
      ],
      176,
    )
    const rows = placeTable([{ name: 'memory', requests: 100, requestsPerSecond: 25.4, profile }]).split('\n')
    expect(rows).toContain('| Fastify | 0.4 |')
    expect(rows.slice(-2)).toEqual(['| **all** | 1.6 |', '| requests per second | 25 |'])
  })
})
