/** The page on capacity: what was assumed, what is needed, and the measurement that each figure comes from. Markdown. Pure. */

import { figure, percent, whole } from '../report/html/format-figures.ts'
import {
  type Assumptions,
  copiesSessions,
  copyingOf,
  mostUsersByCopies,
  mostUsersByMemory,
  type Need,
  needOf,
  peakPerSecond,
  sessionsHeld,
} from './capacity-model.ts'
import { type Costs, type FigureName, figures, type ModeCosts } from './measured-costs.ts'

/** A refusal costs less than an answer: of a mode that refuses more of its own users, the cost says nothing. */
const mostRefused = 0.1
const heapLetter = 'K'

export function capacityPage(costs: Costs, users: readonly number[], assumptions: Assumptions): string {
  const modes = Object.entries(costs.modes)
  const sized = modes.filter(([, { mismatchRate }]) => (mismatchRate ?? 0) <= mostRefused)
  return `${[
    '# What many users would need',
    introduction(costs),
    '## Assumed',
    'Nobody can measure these here; each can be changed by an option of the command.',
    assumed(assumptions),
    ...users.map((count) => needs(count, sized, costs, assumptions)),
    ...left(modes.filter((mode) => !sized.includes(mode))),
    '## Where copies end',
    copies(sized, costs, assumptions),
    '## Measured',
    measuredIn(costs),
    measured(sized),
    '## How each figure is computed',
    computed(costs.run.replicas),
  ].join('\n\n')}\n`
}

function introduction({ run }: Costs): string {
  return `Written by \`npx lab capacity > docs/reference/capacity.md\`. Each figure is computed from costs that the lab measured, in one run, on one
machine of ${run.cpus} cores, with load of seconds: read it as an order of magnitude. What is compared are the ways of remembering who
logged in, not what else an application does: its own work and its database come on top. Nothing is added for TLS, for
TCP/IP headers, or for spares where a machine dies.`
}

function assumed(assumptions: Assumptions): string {
  return table(
    ['assumption', 'value', 'option'],
    [
      ['requests a user and day', whole(assumptions.requestsPerUserPerDay), '`--requests`'],
      ['the busiest second over the mean of the day', figure(assumptions.peakFactor), '`--peak`'],
      [
        'hours that a session is kept; one login a user and day',
        figure(assumptions.sessionLifeHours),
        '`--session-hours`',
      ],
      ['share of requests that change a session', percent(assumptions.shareOfWrites), '`--writes`'],
      ['how busy a processor may be at the peak', percent(assumptions.utilisation), '`--utilisation`'],
      ['GB for sessions in a replica', figure(assumptions.replicaGigabytes), '`--replica-gb`'],
      ['GB for sessions in a shard of Redis', figure(assumptions.redisGigabytes), '`--redis-gb`'],
    ],
  )
}

type NamedMode = readonly [name: string, costs: ModeCosts]

function needs(users: number, modes: readonly NamedMode[], costs: Costs, assumptions: Assumptions): string {
  const rows = modes.map(([name, mode]) => needRow(name, needOf(mode, costs, users, assumptions)))
  const peak = `${rough(peakPerSecond(users, assumptions))} requests a second at the peak`
  return `## ${whole(users)} users a day

${peak}, ${whole(sessionsHeld(users, assumptions))} sessions held. The letters name what was measured: the mode leads to the values.

${table(
  [
    'mode',
    'replicas (A, K)',
    'nginx cores (B)',
    'Redis shards (C, G)',
    'Redis memory (G)',
    'from clients (D)',
    'to clients (E)',
    'Redis traffic (F)',
    'copies (A, H, I, J)',
  ],
  rows,
)}`
}

function needRow(name: string, need: Need): string[] {
  return [
    `[${name}](#${name})`,
    need.impossible === undefined ? shown(need.replicas, rough) : `**impossible**: ${need.impossible}`,
    shown(need.loadBalancerCores, rough),
    shown(need.redisShards, rough),
    shown(need.redisBytes, bytes),
    shown(need.bitsIn, bits),
    shown(need.bitsOut, bits),
    shown(need.bitsStore, bits),
    shown(need.bitsCopies, bits),
  ]
}

function left(modes: readonly NamedMode[]): string[] {
  if (modes.length === 0) return []
  const refused = modes.map(([name, { mismatchRate }]) => `${name} refused ${percent(mismatchRate ?? 0)}`).join(', ')
  return [
    `Not computed, since more machines would not help: ${refused} of the requests with a good credential, and a refusal costs less than an answer.`,
  ]
}

function copies(modes: readonly NamedMode[], costs: Costs, assumptions: Assumptions): string {
  const rows = modes
    .filter(([, mode]) => copiesSessions(mode))
    .map(([name, mode]) => {
      const copying = copyingOf(mode, costs)
      return [
        `[${name}](#${name})`,
        shown(copying?.microsPerCopy, figure),
        shown(copying?.bytesPerCopy, figure),
        shown(copying && mostUsersByCopies(copying, assumptions), rough),
        shown(mostUsersByMemory(mode, assumptions), rough),
      ]
    })
  if (rows.length === 0) return 'No mode of this run keeps copies.'
  return `Each write is told to every other replica, so that each replica more brings work to all: N replicas do
N · peak · writes · µs of it a second, and where one replica's share of that fills it, no N is enough. And each replica holds
every session, however many replicas there are. Whichever comes first is the end. What a copy costs is the difference of two
figures that are nearly equal, and so the least certain of all:

${table(
  [
    'mode',
    'µs a copy (A, H, I)',
    'bytes a copy (J)',
    'users a day, by processor (A, H, I)',
    'users a day, by memory (K)',
  ],
  rows,
)}`
}

function measuredIn({ run, sessionMemory }: Costs): string {
  const names = Object.values(figures).map(({ letter, says, path }) => `- ${letter}: ${says} (\`${path}\`)`)
  return `Run: scenario ${run.scenario}, begun at ${run.startedAt}, ${run.replicas} replicas, ${run.cpus} cores (${run.cpuModel}), Node ${run.node},
nginx ${run.nginx}: \`${run.command}\`. The figures stand in its report.json below \`modes.<mode>\`:

${names.join('\n')}
- ${heapLetter}: bytes of heap that a replica needs for a session, its cart empty (\`benchmarks/session-memory.ts\`,
  ${whole(sessionMemory.sessions)} sessions, Node ${sessionMemory.node})`
}

function measured(modes: readonly NamedMode[]): string {
  const names = Object.keys(figures) as FigureName[]
  return table(
    ['mode', ...names.map((name) => figures[name].letter), heapLetter],
    modes.map(([name, mode]) => [
      `<a id="${name}"></a>${name}`,
      ...names.map((of) => shown(mode[of], figure)),
      shown(mode.heapBytesPerSession, figure),
    ]),
  )
}

function computed(replicas: number): string {
  const others = replicas - 1
  return `- replicas: peak · A / (10⁶ · utilisation), a processor each; at least as many as sessions · K fit into.
- replicas with copies: peak · (sticky's A − c) / (10⁶ · utilisation − peak · c), where c = writes · µs a copy. A copy costs
  (A − sticky's A) / H · I / ${others}: the two modes differ in nothing but the copies, and ${replicas} replicas have ${others} others to tell.
  That changes travel together under load, and so cost less, is not counted on.
- nginx cores: peak · B / (10⁶ · utilisation).
- Redis shards: peak · C / (10⁶ · utilisation), since one Redis uses one processor; at least as many as sessions · G fit into.
- Traffic: peak · D, E and F, in bits. Copies: peak · writes · J / ${others} · (N − 1).

A, B, C and F are of the requests of that run, logins among them (with a cheap password hash, but for basic). – is what a mode
has no part in, or what could not be told. What logouts leave in Redis (a denylist) is not counted.`
}

function shown(value: number | null | undefined, how: (value: number) => string): string {
  return value === null || value === undefined ? '–' : how(value)
}

const sizes = ['', 'k', 'M', 'G', 'T', 'P'] as const

function scaled(value: number, unit: string): string {
  const power = value < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(value) / 3))
  return `${figure(value / 1000 ** power)} ${sizes[power]}${unit}`
}

/** A number of something, to two digits: more would claim more than was measured. */
const rough = (value: number) => whole(value < 100 ? value : Number(value.toPrecision(2)))
const bytes = (value: number) => scaled(value, 'B')
const bits = (value: number) => scaled(value, 'bit/s')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map(line).join('\n')
}
