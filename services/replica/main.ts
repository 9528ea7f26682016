/** The replica's program. */
import { enableCompileCache } from 'node:module'

// Before anything large is imported: the second replica to start compiles next to nothing.
enableCompileCache()
const { startReplica } = await import('./start.ts')
await startReplica()
