/** A minimal application with sessions in memory: what the lab's `memory` is measured against. */
import { serveSessions } from './session-app.ts'

await serveSessions('memory')
