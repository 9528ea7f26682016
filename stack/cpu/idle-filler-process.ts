/**
 * A busy loop. Without an argument it runs until it is killed. With an argument it waits for input, runs for so many ms and
 * prints the CPU time that it got, in processors. It allocates like a replica, so that it fills the CPU caches in the same way.
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
