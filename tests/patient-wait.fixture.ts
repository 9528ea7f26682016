/** Every `vi.waitFor` of the suite waits for a minute: a slow machine is no reason for a test to fail. */
import { vi } from 'vitest'

const { waitFor } = vi
vi.waitFor = (callback) => waitFor(callback, { timeout: 60_000, interval: 50 })
