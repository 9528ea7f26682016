/** Lets a replica's program be profiled: SIGUSR2 begins a profile, the next one ends it and writes it down. */

import { renameSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join } from 'node:path'
import type { TimedProfile } from './time-by-place.ts'

/** Where the profile of a process is once it is over: Chromium's developer tools open it. */
export const profileFile = (pid: number) => join('results', 'benchmarks', `${pid}.cpuprofile`)

/** Fine enough for 20,000 looks in 4 s, and rare enough to take no more than a few percent. */
const intervalMicros = 200

export async function profileOnSignal(): Promise<void> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: intervalMicros })
  let before: NodeJS.CpuUsage | undefined
  process.on('SIGUSR2', async () => {
    if (before === undefined) {
      await session.post('Profiler.start')
      before = process.threadCpuUsage()
      return
    }
    const { user, system } = process.threadCpuUsage(before)
    before = undefined
    const { profile } = await session.post('Profiler.stop')
    const timed: TimedProfile = { ...profile, cpuMicros: user + system }
    const file = profileFile(process.pid)
    // Renamed last: a waiting reader must find the complete file.
    writeFileSync(`${file}.part`, JSON.stringify(timed))
    renameSync(`${file}.part`, file)
  })
}
