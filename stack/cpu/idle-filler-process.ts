/**
 * A process that does nothing but work. With an argument it waits until it is told to begin, works for so many ms, and says
 * how many processors it got meanwhile; without one it works until it is ended. It works as replicas do, in fresh memory: so
 * whoever runs beside it finds the processor's caches as full of others' data as beside many replicas.
 */
import { once } from 'node:events'

const ms = process.argv[2] === undefined ? Number.POSITIVE_INFINITY : Number(process.argv[2])
if (Number.isFinite(ms)) {
  process.stdout.write('ready\n')
  await once(process.stdin, 'data')
}
const startedAt = performance.now()
const before = process.cpuUsage()
const session = { user: 'user-1', items: Array.from({ length: 20 }, (_, index) => `item-${index}`) }
const kept: object[] = []
for (let round = 0; performance.now() - startedAt < ms; round += 1)
  kept[round % 10_000] = JSON.parse(JSON.stringify(session)) as object
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${(user + system) / 1_000 / (performance.now() - startedAt)}\n`)
