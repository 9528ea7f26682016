import { describe, expect, it } from 'vitest'
import { literalHistory, literalScenario } from '../../../bench/history/literal-run.fixture.ts'
import { cutByHarness } from '../../../bench/history/operation.ts'
import { buildReport } from './build-report.ts'
import { firstClient, type ModeReport } from './report.ts'

describe('the report of a history', () => {
  const report = buildReport(literalHistory())

  it('sets prediction beside measurement', () => {
    const check = firstClient(report.modes['memory'])?.checks['session-mismatch']
    expect(check).toMatchObject({
      valid: false,
      count: 6,
      total: 12,
      rate: 0.5,
      prediction: { rate: 0.5 },
      causes: { 'wrong-replica': 6 },
    })
    expect(check?.sessions).toEqual({ count: 6, total: 6 })
    expect(check?.expectation?.outcome).toBe('as-expected')
    expect(check?.prediction?.formula).toBe('1 − 1/N')
    expect(firstClient(report.modes['jwt'])?.checks['session-mismatch']).toMatchObject({
      valid: true,
      count: 0,
      prediction: { rate: 0 },
    })
    expect(report.verdict).toBe('pass')
  })

  it('tells throughput from goodput, and cost per request', () => {
    expect(firstClient(report.modes['memory'])?.load).toMatchObject({
      throughputPerSecond: { median: 3, ci95: [3, 3] },
      goodputPerSecond: { median: 2 },
      bytesPerRequest: { sent: 100, received: 200 },
      replicaCpuMicrosPerRequest: 100,
      shareByReplica: { 'replica-1': 2 / 3, 'replica-2': 1 / 3 },
    })
    expect(firstClient(report.modes['memory'])?.load.latencyMs?.p50).toBeCloseTo(0.4, 2)
  })

  it('counts for speed only what was done while the load was constant', () => {
    const history = literalHistory()
    const segments = history.segments.map((segment) => ({ ...segment, windowEndMicros: 1_500 }))
    const shortened = buildReport({ ...history, segments })
    expect(firstClient(shortened.modes['jwt'])?.load.throughputPerSecond.median).toBeCloseTo(2 / 0.0015, 6)
    expect(firstClient(shortened.modes['jwt'])?.checks['session-mismatch'].total).toBe(12)
  })

  it('leaves the warm-up out', () => {
    const history = literalHistory()
    const segments = history.segments.map((segment) => ({ ...segment, trial: segment.trial - 1 }))
    expect(firstClient(buildReport({ ...history, segments }).modes['jwt'])?.checks['session-mismatch'].total).toBe(10)
  })

  it('is the same for the same history, to the byte', () => {
    expect(JSON.stringify(buildReport(literalHistory()))).toBe(JSON.stringify(report))
  })

  it('fails for a finding that theory does not know', () => {
    const history = literalHistory()
    const operations = Array.from({ length: 20 }, (_, copy) =>
      history.operations.map((operation) => ({ ...operation, session: operation.session + copy * 100, status: 200 })),
    ).flat()
    const accepted = buildReport({ ...history, operations })
    expect(firstClient(accepted.modes['memory'])?.checks['session-mismatch']).toMatchObject({
      count: 0,
      prediction: { rate: 0.5 },
    })
    expect(accepted.verdict).toBe('fail')
  })

  it.each([
    ['the scenario expects some cases', { 'session-mismatch': { is: 'some', atLeast: 10 } }],
    ['the scenario does not name the check', {}],
  ] as const)('fails for a prediction that is contradicted, also where %s', (_where, expectations) => {
    const history = literalHistory()
    const scenario = { ...history.run.scenario, expect: expectations }
    const refused = Array.from({ length: 30 }, (_, copy) =>
      history.operations.map((operation) => ({
        ...operation,
        session: operation.session + copy * 100,
        ...(operation.kind !== 'login' && operation.segment % 2 === 0 && { status: 401 }),
      })),
    ).flat()
    const report = buildReport({ ...history, run: { ...history.run, scenario }, operations: refused })
    expect(firstClient(report.modes['memory'])?.checks['session-mismatch'].expectation).toMatchObject({
      is: 'predicted',
      outcome: 'unexpected',
    })
    expect(report.verdict).toBe('fail')
  })

  it('claims nothing of an empty history, nor of half a run', () => {
    const empty = buildReport(literalHistory({ segments: [], operations: [] }))
    expect(empty).toMatchObject({ verdict: 'unknown', modes: {} })
    expect(buildReport(literalHistory({ interruption: 'interrupted' })).verdict).toBe('unknown')
  })
})

/** The history by hand as if its requests had been due by a rate: each 10 ms before it was sent, 8 ms of them held back. */
function byRate(change: { readonly heldBackMicros?: number; readonly unsent?: number } = {}) {
  const { heldBackMicros = 8_000, unsent = 0 } = change
  const history = literalHistory()
  return {
    ...history,
    segments: history.segments.map((segment) => ({ ...segment, arrivals: { intended: 3 + unsent, unsent } })),
    operations: history.operations.map((operation) => ({
      ...operation,
      intendedMicros: operation.startMicros - 10_000,
      heldBackMicros,
    })),
  }
}

describe('the report of a load by arrival rate', () => {
  const { load } = firstClient(buildReport(byRate({ unsent: 2 })).modes['memory'] as ModeReport)

  it('counts latency from when a request was due, with the service time beside it', () => {
    expect(load.latencyMs?.p50).toBeCloseTo(10.4, 1)
    expect(load.loginLatencyMs?.max).toBeCloseTo(10.4, 1)
    expect(load.serviceMs?.p50).toBeCloseTo(0.4, 2)
  })

  it('tells what was due from what was sent, and lateness of its own from waiting', () => {
    expect(load.arrivals).toMatchObject({ intendedPerSecond: 5, achievedPerSecond: 3, unsent: 12, heldBack: 18 })
    expect(load.arrivals?.schedulingErrorMs?.p50).toBeCloseTo(2, 1)
    expect(load.arrivals?.heldBackMs?.p50).toBeCloseTo(8, 1)
  })

  it('times also what was answered after the window, but not what the harness itself cut', () => {
    const { segments, ...rest } = byRate()
    const history = { ...rest, segments: segments.map((segment) => ({ ...segment, endMicros: 60e6 })) }
    const late = history.operations.map((operation) => ({ ...operation, endMicros: operation.startMicros + 5e6 }))
    expect(firstClient(buildReport({ ...history, operations: late }).modes['memory'])?.load.latencyMs?.p50).toBeCloseTo(
      5_010,
      -1,
    )
    const cut = late.map((operation) => ({ ...operation, reason: cutByHarness }))
    expect(firstClient(buildReport({ ...history, operations: cut }).modes['memory'])?.load.latencyMs).toBeNull()
  })

  it('warns of requests that were never sent, and of a harness that is late itself', () => {
    const caveats = (change: Parameters<typeof byRate>[0]) => buildReport(byRate(change)).caveats.join('\n')
    expect(caveats({})).not.toMatch(/unsent|late itself/)
    expect(caveats({ unsent: 1 })).toMatch(/memory, jwt: .*\(unsent\): the true latency is longer/)
    expect(caveats({ heldBackMicros: 1_000 })).toMatch(/memory, jwt: the harness was late/)
  })

  it('has none of it where there is no rate', () => {
    const plain = firstClient(buildReport(literalHistory()).modes['memory'])?.load
    expect(plain).not.toHaveProperty('arrivals')
    expect(plain).not.toHaveProperty('serviceMs')
  })
})

describe('caveats', () => {
  const caveats = (change: Partial<typeof literalScenario>) => {
    const history = literalHistory()
    return buildReport({
      ...history,
      run: { ...history.run, scenario: { ...literalScenario, ...change } },
    }).caveats.join('\n')
  }

  it('name what the figures rest on', () => {
    expect(caveats({})).toMatch(/share 2 cores/)
    expect(caveats({})).toMatch(/memory, jwt: fewer than 30 sessions/)
    expect(caveats({})).toMatch(/cheap password hash/)
    expect(caveats({})).not.toMatch(/trials give no/)
    expect(caveats({ trials: 3 })).toMatch(/3 trials give no 95 % interval/)
  })

  it('warn of a client that may itself be the limit', () => {
    const history = literalHistory()
    const segments = history.segments.map((segment) => ({ ...segment, clientCpuMicros: 950_000 }))
    expect(caveats({})).not.toMatch(/may be the limit/)
    expect(buildReport({ ...history, segments }).caveats.join()).toMatch(
      /memory, jwt: the client used 90 % of a core or more/,
    )
  })

  it('warn of one replica that does the work of all', () => {
    const history = literalHistory()
    const operations = history.operations.map((operation) => ({ ...operation, replica: 'replica-2' }))
    expect(caveats({})).not.toMatch(/of all requests/)
    expect(buildReport({ ...history, operations }).caveats.join()).toMatch(
      /memory: replica-2 answered 100 % of all requests: adding replicas helps little in this mode/,
    )
  })

  it('warn of a credential that no cookie could carry, and say what a token cache was worth', () => {
    const history = literalHistory()
    const grown = (credentialBytes: number) =>
      history.operations.map((operation) => (operation.segment === 0 ? { ...operation, credentialBytes } : operation))
    const of = (change: object) => buildReport({ ...history, ...change }).caveats.join('\n')
    expect(of({ operations: grown(4_096) })).not.toMatch(/4,096/)
    expect(of({ operations: grown(4_097) })).toMatch(/^memory: a credential grew beyond 4,096 bytes/m)
    const segments = history.segments.map((segment) => ({ ...segment, tokenCache: { verified: 40, hits: 30 } }))
    expect(of({})).not.toMatch(/remembers/)
    expect(of({ segments })).toMatch(/jwt: each replica remembers .* took 75 % of/)
  })

  it('warn of refusals that are cheaper than answers, of refused logins, and of an early end', () => {
    const history = literalHistory({ interruption: 'Ctrl-C' })
    const operations = history.operations.map((operation) => ({ ...operation, status: 401, outcome: 'fail' as const }))
    const all = buildReport({ ...history, operations }).caveats.join('\n')
    expect(all).toMatch(/compare goodput/)
    expect(all).toMatch(/logins were refused in memory, jwt/)
    expect(all).toMatch(/the run ended early \(Ctrl-C\)/)
  })
})
