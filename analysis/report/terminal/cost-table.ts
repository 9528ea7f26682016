/** The cost of a request: CPU time of each process, messages and commands, and bytes at the client's socket. Pure. */

import type { Report } from '../model/report.ts'
import { rowsOf } from './check-table.ts'
import { FittingTable } from './fitting-table.ts'
import { whole } from './plain-table.ts'

/** Columns without any value are left out. */
export function costTable(report: Report): string {
  const rows = rowsOf(report).map(([mode, client, { load }]): readonly [string, string, readonly Figure[]] => [
    mode,
    client,
    [
      load.replicaCpuMicrosPerRequest,
      load.loadBalancerCpuMicrosPerRequest,
      load.redisCpuMicrosPerRequest,
      load.clientCpuMicrosPerRequest,
      load.store?.commandsPerRequest,
      load.replication?.messagesPerRequest,
      load.credentialBytes,
      load.bytesPerRequest.sent,
      load.bytesPerRequest.received,
      load.store?.bytesPerSession,
    ],
  ])
  const isKnown = (column: number) => rows.some(([, , figures]) => isFigure(figures[column]))
  const known = columns.map((_, column) => column).filter(isKnown)
  const table = new FittingTable(['mode', 'client', ...known.map((column) => columns[column]?.[0] ?? '')])
  for (const [mode, client, figures] of rows) {
    table.push([mode, client, ...known.map((column) => shown(figures[column], columns[column]?.[1] ?? whole))])
  }
  return `What a request costs: µs of CPU of replicas, nginx, Redis and the client;
commands to Redis and messages between replicas; bytes: of the credential it
carries, out and in at the client, and kept in Redis for each session
${table.toString()}`
}

type Figure = number | null | undefined

const hundredths = (value: number) => value.toFixed(2)

const columns = [
  ['replica', whole],
  ['nginx', whole],
  ['Redis', whole],
  ['client', whole],
  ['cmds', hundredths],
  ['msgs', hundredths],
  ['cred', whole],
  ['out', whole],
  ['in', whole],
  ['kept', whole],
] as const satisfies readonly (readonly [string, (value: number) => string])[]

function isFigure(figure: Figure): figure is number {
  return figure !== null && figure !== undefined
}

function shown(figure: Figure, how: (value: number) => string): string {
  return isFigure(figure) ? how(figure) : '-'
}
