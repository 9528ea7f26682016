/** The replica, to be profiled (see profile.ts). */

import { startReplica } from '../services/replica/start-replica.ts'
import { profileOnSignal } from './profile-on-signal.ts'

await profileOnSignal()
await startReplica()
