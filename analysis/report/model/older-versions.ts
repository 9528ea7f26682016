/** Reports of older versions → the newest. Fields that a version did not have are null or empty; malformed values stay, and are rejected later. */

import { reportSchema } from './report.ts'

type Loose = Readonly<Record<string, unknown>>

/** Converts a report of this version to the next version. */
export const upgrades: Readonly<Record<number, (older: unknown) => unknown>> = { 1: fromVersion1, 2: fromVersion2 }

/** Version 1 had no command, no set-up, no figures of single trials, no latency curve and no time series. */
function fromVersion1(older: unknown): unknown {
  if (!isObject(older)) return older
  return {
    ...older,
    command: `npx lab run ${older['scenario']} --seed ${older['seed']}`,
    setup: null,
    modes: eachOf(older['modes'], (mode) => ({
      ...mode,
      sessionLivesIn: null,
      credential: null,
      clients: eachOf(mode['clients'], (client) => ({
        ...client,
        load: isObject(client['load'])
          ? { ...client['load'], latencyCurve: curveOf(client['load']['latencyMs']) }
          : client['load'],
        trials: [],
        course: null,
      })),
    })),
  }
}

const quantiles = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999, max: 1 }

/** The latency curve through the few quantiles of version 1. */
function curveOf(latency: unknown): unknown {
  if (!isObject(latency)) return null
  return Object.entries(quantiles).map(([name, quantile]) => [quantile, latency[name]])
}

/**
 * Version 2 repeated in each mode the report of its first client model, in each check what was predicted, and beside each
 * law its sentence; it had two time series, one in steps and one in seconds.
 */
function fromVersion2(older: unknown): unknown {
  if (!isObject(older)) return older
  const { scaling } = older
  return {
    ...older,
    schema: reportSchema,
    modes: eachOf(older['modes'], (mode) => ({
      ...without(mode, ofTheFirstClient),
      clients: eachOf(mode['clients'], clientOfVersion2),
    })),
    ...(isObject(scaling) && { scaling: { ...scaling, curves: listOf(scaling['curves'], curveOfVersion2) } }),
  }
}

const ofTheFirstClient: readonly string[] = [
  'checks',
  'guarantees',
  'load',
  'trials',
  'course',
  'timeAxes',
  'credentialGrowth',
  'attacks',
]

function clientOfVersion2(client: Loose): Loose {
  const { course, timeAxes } = client
  return {
    ...without(client, ['course', 'timeAxes']),
    checks: eachOf(client['checks'], checkOfVersion2),
    timeSeries: course,
    ...(Array.isArray(timeAxes) && { faultEffects: timeAxes.flatMap(effectsOf) }),
  }
}

function checkOfVersion2(check: Loose): Loose {
  const { windowMs } = check
  if (!isObject(windowMs)) return without(check, ['predicted', 'windowMs'])
  const { predicted } = windowMs
  return {
    ...without(check, ['predicted', 'windowMs']),
    residualLifetimeMs: {
      ...without(windowMs, ['predicted']),
      ...(isObject(predicted) && { predictedMean: predicted['mean'] }),
    },
  }
}

function curveOfVersion2(curve: Loose): Loose {
  return { ...without(curve, ['says']), ...(curve['law'] === null && { noLawReason: curve['says'] }) }
}

function effectsOf(axis: unknown): unknown[] {
  if (!isObject(axis) || !Array.isArray(axis['faults'])) return [axis]
  return axis['faults'].map((effect: Loose) => ({ trial: axis['trial'], ...effect }))
}

function without(of: Loose, keys: readonly string[]): Loose {
  return Object.fromEntries(Object.entries(of).filter(([key]) => !keys.includes(key)))
}

function eachOf(value: unknown, change: (part: Loose) => Loose): unknown {
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, isObject(part) ? change(part) : part]))
}

function listOf(value: unknown, change: (part: Loose) => Loose): unknown {
  return Array.isArray(value) ? value.map((part) => (isObject(part) ? change(part) : part)) : value
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
