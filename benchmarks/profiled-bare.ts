/** The yardstick, to be profiled (see profile.ts). */

import { profileOnSignal } from './profile-on-signal.ts'

await profileOnSignal()
await import('./bare-fastify.ts')
