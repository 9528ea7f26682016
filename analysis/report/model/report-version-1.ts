/** The first version of report.json had no courses, no curves, no figures of single trials, and did not say how it came about. */

import { reportSchema } from './report.ts'

type Loose = Readonly<Record<string, unknown>>

/** What cannot be known is null or empty; what is not as version 1 has it stays as it is, and is refused afterwards. */
export function upgradeFromVersion1(older: unknown): unknown {
  if (!isObject(older)) return older
  return {
    ...older,
    schema: reportSchema,
    command: `npx lab run ${older['scenario']} --seed ${older['seed']}`,
    setup: null,
    modes: eachOf(older['modes'], (mode) => ({
      ...client(mode),
      sessionLivesIn: null,
      credential: null,
      clients: eachOf(mode['clients'], client),
    })),
  }
}

function client(of: Loose): Loose {
  return { ...of, load: withCurve(of['load']), trials: [], course: null }
}

function withCurve(load: unknown): unknown {
  if (!isObject(load)) return load
  return { ...load, latencyCurve: curveOf(load['latencyMs']) }
}

const quantiles = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999, max: 1 }

/** Through the few points that were kept. */
function curveOf(latency: unknown): unknown {
  if (!isObject(latency)) return null
  return Object.entries(quantiles).map(([name, quantile]) => [quantile, latency[name]])
}

function eachOf(value: unknown, change: (part: Loose) => Loose): unknown {
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, isObject(part) ? change(part) : part]))
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
