/**
 * A process that does nothing but work. With an argument it waits until it is told to begin, works for so many ms, and says
 * how many processors it got meanwhile; without one it works until it is ended.
 */
import { once } from 'node:events'

const ms = process.argv[2] === undefined ? Number.POSITIVE_INFINITY : Number(process.argv[2])
if (Number.isFinite(ms)) {
  process.stdout.write('ready\n')
  await once(process.stdin, 'data')
}
const startedAt = performance.now()
const before = process.cpuUsage()
while (performance.now() - startedAt < ms);
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${(user + system) / 1_000 / (performance.now() - startedAt)}\n`)
