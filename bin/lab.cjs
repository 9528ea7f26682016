#!/usr/bin/env node
/** The command `lab`, on any Node: installs what is missing, then runs lab.ts on the pinned Node and forwards signals and its exit status. */
const { spawn } = require('node:child_process')
const { constants } = require('node:os')
const { join } = require('node:path')
const { setUp } = require('./setup.cjs')

const node = setUp({ runtimeOnly: true })
const program = join(__dirname, '..', 'lab.ts')
// The IPC channel carries no messages: its end tells lab.ts that this process has ended, even if it was killed.
const lab = spawn(node, [program, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })

// A terminal sends Ctrl-C to both processes, `kill` only to this one: lab.ts can receive a signal twice.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
for (const signal of signals) process.on(signal, () => lab.kill(signal))

lab.on('error', (error) => {
  console.error(`lab: cannot run ${node}: ${error.message}`)
  process.exit(2)
})
lab.on('exit', (code, signal) => {
  if (!signal) process.exit(code)
  // End by the same signal, so that a shell sees it; otherwise with the status that shells use for it.
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100)
})
