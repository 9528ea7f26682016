#!/usr/bin/env node
/** The command `lab` on any Node: sets up what is missing, then runs lab.ts on the pinned Node as if it were that itself. */
const { spawn } = require('node:child_process')
const { constants } = require('node:os')
const { join } = require('node:path')
const { setUp } = require('./setup.cjs')

const node = setUp({ runtimeOnly: true })
const program = join(__dirname, '..', 'lab.ts')
// The channel carries nothing: by its end lab.ts knows that this process is gone, even if it was killed.
const lab = spawn(node, [program, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })

// A terminal sends Ctrl-C to both of us, a `kill` only to this one: lab.ts may hear of it twice.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
for (const signal of signals) process.on(signal, () => lab.kill(signal))

lab.on('error', (error) => {
  console.error(`lab: cannot run ${node}: ${error.message}`)
  process.exit(2)
})
lab.on('exit', (code, signal) => {
  if (!signal) process.exit(code)
  // Die as it died, so that a shell sees the same; where that cannot be, by the status that shells give it.
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100)
})
