/** A lock between processes: a symbolic link, which is created atomically, to the pid of the process that holds it. */
const { mkdirSync, readlinkSync, symlinkSync, unlinkSync } = require('node:fs')
const { dirname } = require('node:path')

const pause = new Int32Array(new SharedArrayBuffer(4))

/**
 * Runs `work` while this process holds the lock. Waits for another holder, and takes the lock over from a dead process.
 * @param {string} path - path of the link
 * @param {() => void} work
 */
function withLock(path, work) {
  makeFolder(dirname(path))
  let waiting = false
  while (!take(path)) {
    if (!waiting) console.error('setup: waiting for another set-up to finish')
    waiting = true
    Atomics.wait(pause, 0, 0, 200)
  }
  const release = () => unlinkIfThere(path)
  process.once('exit', release) // `work` may end the process.
  try {
    work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

/** Makes a folder if it is missing. Without `recursive`, which reports a read-only file system as ENOENT. */
function makeFolder(path) {
  try {
    mkdirSync(path)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
}

function take(path) {
  try {
    symlinkSync(`${process.pid}`, path)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isHeld(path)) unlinkIfThere(path)
    return false
  }
}

function isHeld(path) {
  try {
    return process.kill(Number(readlinkSync(path)), 0)
  } catch (error) {
    return error.code === 'EPERM' // The process belongs to another user, and runs.
  }
}

function unlinkIfThere(path) {
  try {
    unlinkSync(path)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

module.exports = { withLock }
