/** Where a profiled process spent its time, by owner of the code. Pure. */

import type { Profiler, Runtime } from 'node:inspector'

/** File patterns by owner; the first match counts. The order is that of the table. */
const places = {
  'Node: HTTP, streams, timers': /^node:(?!internal\/crypto)/,
  Fastify: /\/node_modules\/(fastify|find-my-way|fast-json-stringify|avvio|pino)\//,
  '@fastify/session, @fastify/cookie': /\/node_modules\/(@fastify\/(session|cookie)|cookie)\//,
  'crypto (node:crypto)': /^node:internal\/crypto/,
  'ioredis and its parser': /\/node_modules\/(ioredis|redis-parser)\//,
  'our strategies': /\/services\/strategies\//,
  'our hooks, routes and users': /\/(services|bench)\/(?!.*node_modules)/,
} as const

const socketWrite = 'socket writes'
const native = 'native: event loop, reads, HTTP parser'
const garbage = 'garbage collection'

/** Every place there is. */
export const placeNames = [socketWrite, native, ...(Object.keys(places) as (keyof typeof places)[]), garbage] as const
export type Place = (typeof placeNames)[number]

/** A profile, and what the profiled thread took of the processor meanwhile. */
export interface TimedProfile extends Profiler.Profile {
  readonly cpuMicros: number
}

/**
 * Entries that are not functions. The profiler reports as idle all time outside JavaScript functions: not only waiting, but
 * also reading sockets and parsing HTTP. So these have no owner, and the rest of the CPU time counts as native code.
 */
const apart: Readonly<Record<string, Place | null>> = {
  '(root)': null,
  '(idle)': null,
  '(program)': null,
  '(garbage collector)': garbage,
}

/** Built-in and generated functions, and shared packages, are counted with their callers. */
function placeOf({ functionName, url }: Runtime.CallFrame, caller: Place | null): Place | null {
  const special = apart[functionName]
  if (special !== undefined) return special
  if (url === '' && /^write(v|Buffer|\w+String)$/.test(functionName)) return socketWrite
  const own = (Object.keys(places) as (keyof typeof places)[]).find((place) => places[place].test(url))
  return own ?? caller
}

/** CPU time by place, in µs. */
export function timeByPlace({ nodes, samples = [], timeDeltas = [], cpuMicros }: TimedProfile): Map<Place, number> {
  const nodeById = new Map(nodes.map((node) => [node.id, node]))
  const placeById = new Map<number, Place | null>()
  function visit(id: number, caller: Place | null): void {
    const node = nodeById.get(id)
    if (node === undefined) return
    const place = placeOf(node.callFrame, caller)
    placeById.set(id, place)
    for (const child of node.children ?? []) visit(child, place)
  }
  if (nodes[0]) visit(nodes[0].id, null)

  const micros = new Map<Place, number>()
  samples.forEach((id, index) => {
    const place = placeById.get(id)
    // What was seen lasted until the next look.
    if (place) micros.set(place, (micros.get(place) ?? 0) + (timeDeltas[index + 1] ?? 0))
  })
  const inFunctions = [...micros.values()].reduce((sum, each) => sum + each, 0)
  return micros.set(native, Math.max(0, cpuMicros - inFunctions))
}

/** What was profiled, and how many requests it answered meanwhile. */
export interface Profiled {
  readonly name: string
  readonly requests: number
  readonly requestsPerSecond: number
  readonly profile: TimedProfile
}

/**
 * µs per request by place, in Markdown. The total is that of the figures as shown; how much of the time that is tells whether
 * the process or its client was the slower.
 */
export function placeTable(profiled: readonly Profiled[]): string {
  const columns = profiled.map(({ requests, profile }) => {
    const micros = timeByPlace(profile)
    return placeNames.map((place) => Math.round(((micros.get(place) ?? 0) * 10) / requests))
  })
  const row = (name: string, tenths: readonly number[]) =>
    `| ${[name, ...tenths.map((each) => (each / 10).toFixed(1))].join(' | ')} |`
  return [
    `| µs per request | ${profiled.map(({ name }) => name).join(' | ')} |`,
    `|---|${'--:|'.repeat(profiled.length)}`,
    ...placeNames.map((place, index) =>
      row(
        place,
        columns.map((column) => column[index] ?? 0),
      ),
    ),
    row(
      '**all**',
      columns.map((column) => column.reduce((sum, each) => sum + each, 0)),
    ),
    `| requests per second | ${profiled.map((each) => Math.round(each.requestsPerSecond).toLocaleString('en')).join(' | ')} |`,
  ].join('\n')
}
