import { describe } from 'vitest'
import { startProcesses } from '../launchers/processes/processes.ts'
import { findTools } from '../toolchain/toolchain.ts'
import { describeParts } from './parts.fixture.ts'

describe('launcher processes', () => {
  describeParts(async (topology, options) => startProcesses(topology, { ...options, tools: await findTools() }))
})
