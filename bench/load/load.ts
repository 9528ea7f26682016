/** Runs a scenario's load: open loop if it sets an arrival rate, otherwise closed loop. */

import type { Load } from '../scenarios/scenario.ts'
import { type ClosedLoadResult, runClosedLoad } from './closed.ts'
import { type OpenLoad, type OpenLoadResult, runOpenLoad } from './open/open.ts'

/** The input of both kinds of load besides the scenario's figures. */
export type LoadParts = Pick<OpenLoad, 'origin' | 'pool' | 'nowMicros' | 'signal' | 'onOperation' | 'mayEnd'>

/** @throws LoadError where the address refuses connections */
export function runLoad(load: Load, parts: LoadParts): Promise<ClosedLoadResult | OpenLoadResult> {
  const { ratePerSecond, durationSeconds } = load
  return ratePerSecond === undefined
    ? runClosedLoad({ ...load, ...parts, windowMs: durationSeconds * 1_000 })
    : runOpenLoad({ ...load, ...parts, ratePerSecond })
}
