/** A few operations over replicas: a lane for each replica, a bar for each request from its start to its answer. */

import type { Operation } from '../../../../bench/history/operation.ts'
import { duration } from '../format-figures.ts'
import { html, type Markup } from '../markup.ts'

const laneHeight = 34
const nameWidth = 22

/** @param labelledBy id of the element whose text says what is seen */
export function lanes(operations: readonly Operation[], labelledBy: string): Markup {
  const replicas = [...new Set(operations.map(replicaOf))].toSorted((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  )
  const from = Math.min(...operations.map(({ startMicros }) => startMicros))
  const to = Math.max(from + 1, ...operations.map(({ endMicros }) => endMicros))
  const at = (micros: number) => nameWidth + ((micros - from) / (to - from)) * (100 - nameWidth)
  const bottom = replicas.length * laneHeight
  return html`<svg class="lanes" role="img" aria-labelledby="${labelledBy}" height="${bottom + 18}">
${replicas.map((replica, index) => {
  const y = (index + 1) * laneHeight - 8
  return html`<line class="lane" x1="${nameWidth}%" x2="100%" y1="${y}" y2="${y}"/><text class="name" x="0" y="${y + 4}">${replica}</text>`
})}
${operations.map((operation) => request(operation, (replicas.indexOf(replicaOf(operation)) + 1) * laneHeight - 8, at))}
<text class="name" x="${nameWidth}%" y="${bottom + 12}">0</text><text class="name" x="100%" y="${bottom + 12}" text-anchor="end">${duration((to - from) / 1_000)}</text>
</svg>`
}

function replicaOf({ replica }: Operation): string {
  return replica ?? '?'
}

function request(operation: Operation, y: number, at: (micros: number) => number): Markup {
  const [start, end] = [at(operation.startMicros), at(operation.endMicros)]
  const isLeft = start < (nameWidth + 100) / 2
  const kind = operation.outcome === 'ok' ? 'ok' : operation.outcome === 'info' ? 'info' : 'refused'
  const anchor = isLeft ? html`x="${places(start)}"` : html`x="${places(end)}" text-anchor="end"`
  return html`<rect class="${kind}" x="${places(Math.min(start, 99.5))}" y="${y - 5}" width="${places(Math.max(end - start, 0.5))}" height="10" rx="2"/>
<text ${anchor} y="${y - 9}">${operation.kind} ${operation.status ?? '–'}${operation.reason !== undefined && ` ${operation.reason}`}</text>
`
}

const places = (percents: number) => `${Number(percents.toFixed(2))}%`
