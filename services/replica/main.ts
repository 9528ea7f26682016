/** The replica's program. */
import { enableCompileCache } from 'node:module'

// Enabled before any large import, so that only the first replica compiles the code.
enableCompileCache()
const { startReplica } = await import('./start-replica.ts')
await startReplica()
