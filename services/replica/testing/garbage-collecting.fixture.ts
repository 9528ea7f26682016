/** A replica that collects its garbage every second, so that the heap shows only what the replica needs: for finding leaks. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startReplica } from '../start-replica.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')
setInterval(collect, 1_000).unref()
await startReplica()
