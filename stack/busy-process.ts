/** A process that does nothing but work, once it is told to: says how many processors it got meanwhile. */
import { once } from 'node:events'

const ms = Number(process.argv[2])
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const startedAt = performance.now()
const before = process.cpuUsage()
while (performance.now() - startedAt < ms);
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${(user + system) / 1_000 / (performance.now() - startedAt)}\n`)
