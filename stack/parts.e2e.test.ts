import { describe } from 'vitest'
import { describeParts } from './parts.fixture.ts'
import { startProcesses } from './processes.ts'
import { findTools } from './toolchain.ts'

describe('launcher processes', () => {
  describeParts(async (topology, options) => startProcesses(topology, { ...options, tools: await findTools() }))
})
