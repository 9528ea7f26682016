/** Checks of a timeline beyond the schema: each fault has its own parameters, and needs the part that it breaks. */

import { Compile } from 'typebox/compile'
import { resolveMode } from '../../modes.ts'
import { type StrategyEntry, strategies } from '../../services/strategies/registry.ts'
import type { Fault } from '../faults/fault.ts'
import { faults } from '../faults/registry.ts'
import type { TimelineEntry } from '../faults/timeline.ts'
import type { Scenario } from './scenario.ts'
import { type Problem, problemsOf } from './schema-problems.ts'

/** @param value an unvalidated scenario: the schema reports all other problems */
export function timelineProblems(value: unknown): Problem[] {
  const { timeline, topology, modes } = (value ?? {}) as Partial<Scenario>
  if (!Array.isArray(timeline)) return []
  return timeline.flatMap((entry: TimelineEntry, index) => {
    const at = ['timeline', `${index}`]
    const { at: _at, for: _for, fault: name, ...parameters } = (entry ?? {}) as TimelineEntry
    if (!Object.hasOwn(faults, name)) return []
    const fault: Fault = faults[name]
    return [
      ...problemsOf(Compile(fault.parameters), parameters, at),
      ...missingReplica(parameters['replica'], topology, at),
      ...missingPart(name, fault.needs, modes, at),
      ...otherRedis(name, fault.needs, topology, at),
      ...missingPeer(name, fault.needs, topology, at),
    ]
  })
}

function missingReplica(named: unknown, topology: Scenario['topology'] | undefined, at: readonly string[]): Problem[] {
  const number = /^replica-(\d+)$/.exec(`${named}`)?.[1]
  if (number === undefined || topology === undefined || Number(number) <= topology.replicas) return []
  return [{ keys: [...at, 'replica'], message: `there is no ${named} among ${topology.replicas} replicas` }]
}

function usesRedis({ needsRedis }: StrategyEntry): boolean {
  return needsRedis
}

/** The parts that faults need some mode to use, and their names in messages. */
const needs = {
  redis: { isUsedBy: usesRedis, is: 'a Redis' },
  'redis-failover': { isUsedBy: usesRedis, is: 'a Redis' },
  peers: { isUsedBy: ({ needsPeers = false }: StrategyEntry) => needsPeers, is: 'replicas that talk to each other' },
  tokens: { isUsedBy: ({ credential }: StrategyEntry) => credential === 'token', is: 'tokens' },
}

function missingPart(fault: string, need: Fault['needs'], modes: unknown, at: readonly string[]): Problem[] {
  if (need === undefined || !Array.isArray(modes)) return []
  const { isUsedBy, is } = needs[need]
  const known = modes.flatMap((name) => resolveMode(`${name}`) ?? [])
  if (known.some(({ strategy }) => isUsedBy(strategies[strategy]))) return []
  return [
    { keys: at, message: `${fault} needs ${is}: no mode of this scenario uses ${is === 'a Redis' ? 'one' : 'any'}` },
  ]
}

/** A single Redis cannot fail over. With two, the other faults of Redis would have no definite target. */
function otherRedis(
  fault: string,
  need: Fault['needs'],
  topology: Scenario['topology'] | undefined,
  at: readonly string[],
): Problem[] {
  const { redisFailover = false } = topology ?? {}
  if (need === 'redis-failover' && !redisFailover) {
    return [{ keys: at, message: `${fault} needs topology.redisFailover: true` }]
  }
  if (need === 'redis' && redisFailover) {
    return [{ keys: at, message: `${fault} needs a single Redis: with topology.redisFailover use failover-redis` }]
  }
  return []
}

/** A single replica has no peer to be partitioned from. */
function missingPeer(
  fault: string,
  need: Fault['needs'],
  topology: Scenario['topology'] | undefined,
  at: readonly string[],
): Problem[] {
  if (need !== 'peers' || topology === undefined || topology.replicas > 1) return []
  return [{ keys: at, message: `${fault} needs two replicas or more` }]
}
